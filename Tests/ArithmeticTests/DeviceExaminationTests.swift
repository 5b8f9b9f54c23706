import OpenCL
import Testing

@testable import Arithmetic

private let processor = (try? TestDevices.contexts.get())?.first { $0.device.kind == .processor }

/// Kernels with a fault are found out by their digests. On a processor, whose compiler uses every freedom that it is
/// given: a driver of another device may ignore an option, and would then be right.
@Suite(.enabled(if: processor != nil, "no OpenCL device that fits is a processor"))
struct PlantedFaultTests {
  /// Options that make a device round otherwise, and kernels that must be named for each.
  static let planted: [(options: String, kernels: Set<KernelDigest>)] = [
    ("-D SEEDPROOF_SPLIT_FMA", [.products, .attention]),
    ("-D SEEDPROOF_CONTRACT", [.tanhGradient, .layerNorm, .softmax, .adamW, .bertAdam]),
    ("-cl-denorms-are-zero", [.exp, .expm1, .tanh, .erf, .log, .gelu, .adamW, .decayAndAdd]),
    ("-cl-fast-relaxed-math", [.exp, .erf, .gelu, .layerNorm, .softmax, .adamW]),
  ]

  @Test(arguments: planted.indices)
  func aPlantedFaultIsNamed(_ index: Int) throws {
    let (options, kernels) = Self.planted[index]
    let context = try #require(processor)
    let faults = try DeviceExamination.faults(
      context, [DeviceShape(groupSize: 32)], planted: options)
    let found = Set(faults.map(\.kernel))
    #expect(kernels.isSubset(of: found), "\(options): \(faults)")
    #expect(faults.allSatisfy { $0.groupSize == 32 } && faults.count == found.count)
    // One fma of all is split, that of products; the rest is right and not named.
    if index == 0 { #expect(found == kernels) }
    let text = DeviceExamination.refusal(context.device, faults)
    for kernel in found { #expect(text.contains("\(kernel.rawValue) (32)"), "\(text)") }
  }
}

/// What a device is asked, and what is said of it.
@Suite(.enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct DeviceExaminationTests {
  @Test func kernelsThatAreNotBuiltAreAnError() throws {
    let context = try #require(try TestDevices.contexts.get().first)
    let error = #expect(throws: ArithmeticError.self) {
      try DeviceExamination.faults(
        context, [DeviceShape(groupSize: 32)], planted: "-D REGISTER_ROWS=none")
    }
    let text = error?.description ?? ""
    #expect(text.contains(DeviceCode.name(context.device)), "\(text)")
    #expect(text.contains("compiler refuses"), "\(text)")
  }

  @Test func aRefusalNamesKernelsAndSizes() {
    let device = OpenCLDevice(describing: "a\u{1b}b", index: 3, single: [], double: [])
    let text = DeviceExamination.refusal(
      device,
      [
        .init(kernel: .products, groupSize: 1), .init(kernel: .layerNorm, groupSize: 1),
        .init(kernel: .products, groupSize: 64),
      ])
    #expect(text.contains("opencl:3") && !text.contains("\u{1b}"))
    #expect(text.contains("products (1, 64), layer-norm (1)"), "\(text)")
    #expect(text.contains("--device cpu"))
  }

  /// All that a device has of the shapes, and the one that it computes in.
  @Test func theOwnShapeIsAmongThem() throws {
    for context in try TestDevices.contexts.get() {
      let shapes = DeviceExamination.shapes(of: context.device)
      #expect(shapes.contains(.best(for: context.device)))
      #expect(Set(shapes).count == shapes.count)
      #expect(shapes.allSatisfy { $0.fits(context.device) })
    }
    let described = OpenCLDevice(describing: "a", single: [], double: [])
    let sizes = DeviceExamination.shapes(of: described).map(\.groupSize)
    #expect(sizes == [1, 32, 64, 256, 128])
  }
}
