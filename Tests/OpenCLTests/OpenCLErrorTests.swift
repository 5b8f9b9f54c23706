import Testing

@testable import OpenCL

struct OpenCLErrorTests {
  @Test func codesHaveTheStandardsNames() {
    let names: [(Int32, String)] = [
      (-1, "CL_DEVICE_NOT_FOUND"), (-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
      (-5, "CL_OUT_OF_RESOURCES"), (-6, "CL_OUT_OF_HOST_MEMORY"),
      (-11, "CL_BUILD_PROGRAM_FAILURE"), (-19, "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"),
      (-30, "CL_INVALID_VALUE"), (-33, "CL_INVALID_DEVICE"), (-36, "CL_INVALID_COMMAND_QUEUE"),
      (-46, "CL_INVALID_KERNEL_NAME"), (-52, "CL_INVALID_KERNEL_ARGS"),
      (-54, "CL_INVALID_WORK_GROUP_SIZE"), (-61, "CL_INVALID_BUFFER_SIZE"),
      (-68, "CL_INVALID_DEVICE_PARTITION_COUNT"), (-1001, "CL_PLATFORM_NOT_FOUND_KHR"),
    ]
    for (code, name) in names {
      #expect(OpenCLCode.name(of: code) == name)
      #expect("\(OpenCLError.call(name: "clFinish", code: code))".contains(name))
    }
    #expect(OpenCLCode.name(of: -9999) == "code -9999")
    // No number between the first and the last of a block is missing, no name stands twice.
    for block in [-19 ... -1, -72 ... -30] {
      for code in block { #expect(OpenCLCode.names[Int32(code)] != nil, "\(code)") }
    }
    #expect(Set(OpenCLCode.names.values).count == OpenCLCode.names.count)
  }

  @Test func constantsAreTheNamesNumbers() {
    #expect(OpenCLCode.name(of: OpenCLCode.allocationFailure) == "CL_MEM_OBJECT_ALLOCATION_FAILURE")
    #expect(OpenCLCode.name(of: OpenCLCode.outOfResources) == "CL_OUT_OF_RESOURCES")
    #expect(OpenCLCode.name(of: OpenCLCode.outOfHostMemory) == "CL_OUT_OF_HOST_MEMORY")
    #expect(OpenCLCode.name(of: OpenCLCode.invalidBufferSize) == "CL_INVALID_BUFFER_SIZE")
    #expect(OpenCLCode.name(of: OpenCLCode.deviceNotFound) == "CL_DEVICE_NOT_FOUND")
    #expect(OpenCLCode.name(of: OpenCLCode.platformNotFound) == "CL_PLATFORM_NOT_FOUND_KHR")
    #expect(OpenCLCode.name(of: OpenCLCode.buildProgramFailure) == "CL_BUILD_PROGRAM_FAILURE")
    #expect(OpenCLCode.name(of: OpenCLCode.invalidValue) == "CL_INVALID_VALUE")
    #expect(OpenCLCode.name(of: OpenCLCode.invalidDevice) == "CL_INVALID_DEVICE")
    for code in OpenCLCode.names.keys {
      #expect(OpenCLError.isMemory(code) == [-4, -5, -6, -61].contains(code), "\(code)")
    }
  }

  @Test func aLogIsItsFirstLinesAndHarmless() {
    let log = "\n  a.cl:3: error\u{1b}[31m \u{202e}x\r\n\n\u{0}after"
    #expect(
      OpenCLError.build(saying: log)
        == .build(log: "  a.cl:3: error\\u{1b}[31m \\u{202e}x"))
    let long = String(repeating: "y", count: 500)
    let many = (1...40).map { "\($0) \(long)" }.joined(separator: "\n")
    guard case .build(let text) = OpenCLError.build(saying: many) else { return }
    let lines = text.split(separator: "\n")
    #expect(lines.count == ForeignText.mostLines + 1)
    #expect(lines.allSatisfy { $0.count <= ForeignText.longestLine + 4 })
    #expect(lines[0].hasPrefix("1 yyy") && lines[0].hasSuffix(" ..."))
    #expect(lines.last == "and 28 lines more")
    #expect(!"\(OpenCLError.build(log: "a\nb"))".contains("\n"))
  }

  @Test func namesAreTrimmedAndBounded() {
    #expect(ForeignText.name(Array("  NVIDIA H200 \n\0rest".utf8)) == "NVIDIA H200")
    #expect(ForeignText.name([]) == "" && ForeignText.name([32, 32, 0]) == "")
    #expect(ForeignText.name(Array(repeating: 65, count: 5000)).count == ForeignText.longestName)
    #expect(ForeignText.name([0xff, 65]) == "\u{fffd}A")
    let error = OpenCLError.memory(asked: 12, available: 3, device: "a\u{1b}b")
    let text = "\(error)"
    #expect(text.contains("a\\u{1b}b") && text.contains("12 bytes") && text.contains("most 3"))
  }

  @Test func aLibraryThatIsNotThereIsNamed() {
    let absent = OpenCLLibrary.load("libseedproof-no-such-library.so.1")
    guard case .failure(.library(let reason)) = absent else {
      Issue.record("a library of this name was loaded")
      return
    }
    #expect(reason.contains("libseedproof-no-such-library.so.1"))
    #expect("\(OpenCLError.library(reason))".contains("ocl-icd-libopencl1"))
    #expect("\(OpenCLError.noPlatform)".contains("pocl-opencl-icd"))
  }

  /// The C library is one, and has none of the functions.
  @Test func anotherLibraryIsRefused() {
    guard case .failure(.library(let reason)) = OpenCLLibrary.load("libc.so.6") else {
      Issue.record("the C library was taken for OpenCL's")
      return
    }
    #expect(reason.contains("clGetPlatformIDs"))
  }

  @Test func aDeviceThatWasOnlyDescribedIsRefused() {
    guard (try? OpenCLLibrary.loaded.get()) != nil else { return }
    let device = OpenCLDevice(describing: "of paper", single: [], double: [])
    #expect(throws: OpenCLError.call(name: "clCreateContext", code: -33)) {
      _ = try DeviceContext(device)
    }
  }

  @Test func abilitiesHaveNames() {
    #expect(FloatingPointAbilities().names == [])
    #expect(FloatingPointAbilities(rawValue: 1 << 9).names == [])
    #expect(FloatingPointAbilities(rawValue: 0b10_0001).names == ["subnormals", "fma"])
    let all = FloatingPointAbilities(rawValue: 0xff).names
    #expect(all.count == 8 && Set(all).count == 8)
    #expect(FloatingPointAbilities(rawValue: 1 << 7).names == [all[7]])
  }

  @Test func kindsAreTakenFromTheBits() {
    let kinds: [(UInt64, OpenCLDevice.Kind)] = [
      (2, .processor), (4, .graphics), (8, .accelerator), (16, .other), (0, .other),
      (1 | 4, .graphics), (1 | 2, .processor),
    ]
    for (bits, kind) in kinds { #expect(OpenCLDevice.Kind(bits: bits) == kind, "\(bits)") }
  }
}
