import Experiment
import Foundation
import TestSupport
import Testing

@testable import External

/// What is seen of a trainer from outside.
@Suite(.timeLimit(.minutes(20))) struct TrainerEnvironmentTests {
  @Test func packagesAreFoundByTheirFiles() throws {
    let place = try TemporaryFolder()
    let site = "env/lib/python3.12/site-packages/"
    for folder in [
      "torch-2.13.0+cpu", "numpy-2.3.5", "PyYAML-6.0.3", "opencv_python-5.0", "odd", "unused-1.0",
    ] {
      try place.write("", to: site + folder + ".dist-info/METADATA")
    }
    try place.write(
      "cv2/__init__.py,,\ncv2/cv2.abi3.so,sha256=x,1\n",
      to: site + "opencv_python-5.0.dist-info/RECORD")
    try place.write(
      "_yaml.so,sha256=y,1\nyaml/a.py,,\n", to: site + "PyYAML-6.0.3.dist-info/RECORD")
    let loaded = [
      "torch/lib/libtorch.so", "numpy.libs/libopenblas.so", "numpy/core/x.so", "cv2/cv2.abi3.so",
      "_yaml.so", "nobody/a.so",
    ].map { place.file(site + $0) }
    let others = ["/usr/lib/libc.so.6", "/home/a/.secret/site-packages", "anon"]
    #expect(
      PythonPackages.versions(ofLoaded: Set(loaded + others)) == [
        "python": "3.12", "torch": "2.13.0+cpu", "numpy": "2.3.5", "PyYAML": "6.0.3",
        "opencv_python": "5.0",
      ])
    #expect(PythonPackages.versions(ofLoaded: []) == [:])
  }

  /// Of a process that is gone nothing is seen but the processor.
  @Test func aProcessThatIsGoneHasNoLibraries() {
    #expect(TrainerEnvironment.seen(ofGroup: .max).libraries.isEmpty)
  }
}
