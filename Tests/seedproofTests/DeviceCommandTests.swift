import Foundation
import TestSupport
import Testing
import Text

/// `seedproof devices` and `--device`, on machines with and without a device.
@Suite(.timeLimit(.minutes(10))) struct DeviceCommandTests {
  /// The environment of a machine on which the library finds no driver.
  private static let noDriver = ["OCL_ICD_VENDORS": "/nonexistent", "OCL_ICD_FILENAMES": ""]

  /// The environment of a machine whose library is none.
  private func noLibrary(_ folder: TemporaryFolder) throws -> [String: String] {
    try folder.write("no library", to: "libOpenCL.so.1")
    return ["LD_LIBRARY_PATH": folder.file("")]
  }

  @Test func devicesAreListedOrTheReasonIsGiven() throws {
    let result = try Executable.run(["devices"])
    let json = try Executable.run(["devices", "--json"])
    let document = try JSONParser.parse(json.output.utf8)
    #expect(json.status == result.status && json.error == result.error)
    let devices = document["devices"]?.array ?? []
    #expect((result.status == 0) == devices.contains { $0["lacks"]?.array == [] })
    #expect(result.wideLines.isEmpty)
    for (number, device) in devices.enumerated() {
      #expect(result.output.contains("opencl:\(number)  "))
      #expect(device["device"]?.string == "opencl:\(number)")
    }
    guard result.status != 0 else { return #expect(result.error.isEmpty) }
    #expect(result.status == 64 && result.error.contains("install"))
    #expect(result.error.split(separator: "\n").count == 1)
  }

  @Test func whatIsToBeInstalledIsSaid() throws {
    try withFolder { folder in
      for environment in [Self.noDriver, try noLibrary(folder)] {
        let result = try Executable.run(["devices"], environment: environment)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.error.hasPrefix("seedproof: "))
        #expect(
          result.error.contains("ocl-icd-libopencl1") && result.error.contains("pocl-opencl-icd"))
        #expect(result.error.split(separator: "\n").count == 1)
      }
      let result = try Executable.run(["devices", "--json"], environment: noLibrary(folder))
      #expect(result.status == 64)
      let document = try JSONParser.parse(result.output.utf8)
      #expect(document["devices"]?.array == [])
      #expect(document["reason"]?.string?.contains("libOpenCL.so.1") == true)
    }
  }

  private static let commands = [
    ["train", "golden/acceptability/experiment.yaml", "--wi", "1", "--do", "1"],
    ["grid", "golden/acceptability/experiment.yaml", "--dry-run"],
    ["verify", "golden/acceptability"], ["bench"], ["demo"],
    ["certify", "golden/acceptability/experiment.yaml"],
  ]

  @Test(arguments: commands) func aDeviceThatIsNotThereIsWrongUse(_ words: [String]) throws {
    for (device, reason) in [
      ("opencl:9999", "device"), ("opencl:x", "write cpu, opencl, or opencl:N"),
      ("cuda", "write cpu"),
      ("", "write cpu"),
    ] {
      let result = try Executable.run(words + ["--device", device])
      #expect(result.status == 64 && result.output.isEmpty)
      #expect(result.error.contains(reason), "\(result.error)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }
    let none = try Executable.run(words + ["--device", "opencl"], environment: Self.noDriver)
    #expect(none.status == 64 && none.output.isEmpty && none.error.contains("install"))
  }

  @Test func aGridThatFindsNoDeviceMakesNoFolder() throws {
    try withFolder { folder in
      let plan = "golden/acceptability/experiment.yaml"
      let out = folder.file("grid")
      let result = try Executable.run(["grid", plan, "--out", out, "--device", "opencl:9999"])
      #expect(result.status == 64)
      #expect(try folder.names() == [])
      // The processor is a device too.
      let dry = try Executable.run(["grid", plan, "--dry-run", "--device", "cpu", "--jobs", "1"])
      #expect(dry.status == 0, "\(dry.error)")
    }
  }

  /// The nodes have devices of their own, which are not looked for here.
  @Test func aListCarriesTheDevice() throws {
    try withFolder { folder in
      let plan = try folder.write(
        ShortPlan.text(seeds: "{ wi: 1, do: 1...2 }", steps: 4), to: "plan.yaml")
      let words = ["grid", plan, "--out", folder.file("list"), "--engine", "list"]
      let list = try Executable.run(words + ["--device", "opencl:3"], environment: Self.noDriver)
      let lines = list.output.split(separator: "\n")
      #expect(list.status == 0 && lines.count == 2, "\(list.error)")
      #expect(lines.allSatisfy { $0.contains(" --device opencl:3 ") })
      let plain = try Executable.run(words + ["--device", "cpu"])
      #expect(!plain.output.contains("--device"))
    }
  }

  @Test func openBLASAndAnotherTrainerHaveNoDevice() throws {
    try withFolder { folder in
      let text = try ShortPlan.text(seeds: "{ wi: 1, do: 1 }", steps: 4)
      let plan = try folder.write(text + "\nnumerics: openblas\n", to: "plan.yaml")
      let engine = ["--out", folder.file("x"), "--engine", "list"]
      for words in [["train", plan, "--wi", "1", "--do", "1"], ["certify", plan]] {
        let result = try Executable.run(words + ["--device", "opencl:9999"])
        #expect(result.status == 64 && result.output.isEmpty)
      }
      let list = try Executable.run(["grid", plan, "--device", "opencl"] + engine)
      #expect(list.status == 64 && list.error.contains("'numerics: openblas' is computed by"))
      #expect(try folder.names() == ["plan.yaml"])
    }
    for words in [
      ["verify", "golden/acceptability", "--runner", "a {wi}"],
      ["certify", "golden/acceptability/experiment.yaml", "--runner", "a {wi}"],
    ] {
      let result = try Executable.run(words + ["--device", "opencl"])
      #expect(result.status == 64 && result.error.contains("--device"), "\(result.error)")
    }
  }

  @Test func anUpdateIsComparedWithADevice() throws {
    let bisect = ["verify", "golden/acceptability/trials/wi=001,do=001.golden", "--bisect"]
    let same = try Executable.run(bisect + ["--against", "cpu"])
    #expect(same.status == 0 && same.prose.contains("no operation differs"), "\(same.error)")
    let none = try Executable.run(
      bisect + ["--against", "opencl"], environment: Self.noDriver)
    #expect(none.status == 64 && none.error.contains("install"))
    let wrong = try Executable.run(bisect + ["--against", "opencl:x"])
    #expect(wrong.status == 64 && wrong.error.contains("'opencl:x' is no device"))
  }

  // MARK: A device that computes other bits

  /// PoCL compiles with these options beside ours, so that what it computes differs.
  private static let relaxed = "-cl-fast-relaxed-math"

  /// Whether there is a device, and it is PoCL's.
  private static let hasPoCL: Bool = {
    guard let result = try? Executable.run(["devices", "--json"]), result.status == 0,
      let document = try? JSONParser.parse(result.output.utf8)
    else { return false }
    return document["devices"]?.array?.first?["platform"]?.string == "Portable Computing Language"
  }()

  @Test(.enabled(if: hasPoCL, "there is no device of PoCL"))
  func aDeviceThatComputesOtherBitsIsRefusedBeforeWork() throws {
    try withFolder { folder in
      let plan = try folder.write(
        EmbeddedPlan.text(name: "short", ["epochs": "1", "max_length": "32", "max_steps": "3"]),
        to: "short.yaml")
      let train = ["train", plan, "--wi", "1", "--do", "1", "--device", "opencl"]
      let kept = ["XDG_CACHE_HOME": folder.file("cache")]
      // An answer that was right is kept.
      let right = try Executable.run(train + ["--out", folder.file("a.golden")], environment: kept)
      #expect(right.status == 0, "\(right.error)")
      let names = try folder.names()
      let environment = kept.merging(["POCL_EXTRA_BUILD_FLAGS": Self.relaxed]) { $1 }
      for words in [
        train + ["--out", folder.file("b.golden")],
        ["grid", plan, "--out", folder.file("grid"), "--device", "opencl"],
        ["certify", plan, "--device", "opencl", "--only", "rerun"],
        ["verify", folder.file("a.golden"), "--bisect", "--against", "opencl"],
        ["verify", folder.file("a.golden"), "--device", "opencl"],
      ] {
        let result = try Executable.run(words, environment: environment)
        #expect(result.status == 64 && result.output.isEmpty, "\(words): \(result.output)")
        #expect(result.error.contains("layer-norm"), "\(words): \(result.error)")
        #expect(try folder.names() == names, "\(words)")
      }
    }
  }
}
