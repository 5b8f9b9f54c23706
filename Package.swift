// swift-tools-version: 6.2
import PackageDescription

/// Swift targets: Swift 6 mode, a warning is an error.
let swift: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// Tests are compiled without optimization, which halves the time of their build; what they test is optimized. Those
/// that compute much themselves are compiled as everything else.
let plain: [SwiftSetting] = swift + [.unsafeFlags(["-Onone"])]

/// C kernels: optimized in debug builds too; no contraction of a * b + c, whatever the compiler's default.
/// Turn off the scheduler's register-pressure heuristic: it undoes the interleaving of independent fma chains, and the
/// functions run 8 % slower.
let kernels: [CSetting] = [
  .treatAllWarnings(as: .error),
  .unsafeFlags([
    "-O2", "-std=c23", "-ffp-contract=off", "-fno-math-errno", "-Wno-psabi",
    "-mllvm", "-misched-regpressure=false",
  ]),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: swift)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], _ settings: [SwiftSetting] = plain
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

// MARK: Packages from elsewhere
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "seedproof",
  products: [.executable(name: "seedproof", targets: ["seedproof"])],
  dependencies: [
    // The command line: parsing, help texts, completions.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // DER, in which time-stamps are written; swift-certificates has it too.
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    // The certificates of who stamps, RSA among their keys: chains at a time that is past.
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    // SHA-256 for digests of files and states; keys and signatures of certificates.
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // Descriptors, errors of the system, what stands at a path. Its `FilePath` is not used: it changes a path's text.
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    // Databases of SQLite, which other programs query without reading everything.
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // Experiment files, with the line and column of every node.
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // MARK: C
    .target(name: "CKernels", exclude: ["README.md"], cSettings: kernels),
    // The weights of the embedded model, and a table of libraries; `#embed` is C23.
    .target(
      name: "CEmbedded", exclude: ["README.md", "tiny.safetensors", "ceilings.yaml"],
      cSettings: [.treatAllWarnings(as: .error), .unsafeFlags(["-std=c23"])]),
    // What the kernels of a device are compiled from, by its driver.
    .target(
      name: "CDeviceKernels",
      exclude: [
        "README.md", "attention.cl", "embedding.cl", "functions.cl", "optimizer.cl", "products.cl",
        "profile.cl", "random.cl", "rows.cl", "scalar.cl",
      ], cSettings: [.treatAllWarnings(as: .error), .unsafeFlags(["-std=c23"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // Processes of other trainers: a group each, and no descriptor leaks.
    .target(
      name: "CSpawn", exclude: ["README.md"],
      cSettings: [.treatAllWarnings(as: .error), .unsafeFlags(["-std=c23"])]),

    // What the process was started with, whatever /proc or a preloaded library does.
    .target(name: "CStart", exclude: ["README.md"], cSettings: [.treatAllWarnings(as: .error)]),

    // MARK: Rooms; each imports only rooms above it
    room("Text", [yams]),
    room("Files", ["CZlib", "Text", crypto, system]),
    room("Processes", ["CSpawn", "Text", "Files", system]),
    room("Fetch", ["Text", "Files", "Processes"]),
    room("Scores"),
    room("Statistics", ["Text", "Scores"]),
    room("Sampling", ["Text", "Files", "Statistics"]),
    room("OpenCL"),
    room("Arithmetic", ["CKernels", "CDeviceKernels", "OpenCL"]),
    .target(
      name: "Streams", dependencies: ["Arithmetic"], exclude: ["README.md", "PUBLISHED.md"],
      swiftSettings: swift),
    room("Audit", ["Text", "Files", "Scores", "Statistics", "Streams"]),
    room("Encoder", ["Text", "Files", "Arithmetic"]),
    room("Tasks", ["Text", "Files", "Scores", "Streams"]),
    room("Trajectory", ["Text", "Files", "CZlib"]),
    room(
      "Judgement", ["Text", "Files", "Processes", "Statistics", "Sampling", "Trajectory"]),
    room(
      "Training",
      [
        "CEmbedded", "Text", "Files", "Scores", "Arithmetic", "Streams", "Encoder", "Tasks",
        "Trajectory",
      ]),
    room(
      "Experiment",
      [
        "Text", "Files", "Scores", "Statistics", "Sampling", "Arithmetic", "Streams", "Encoder",
        "Tasks", "Trajectory", "Training",
      ]),
    room("Export", ["Text", "Files", "Scores", "Training", "Trajectory", "Experiment", grdb]),
    room("Grid", ["Text", "Files", "Processes", "Trajectory", "Experiment"]),
    room(
      "Verification",
      [
        "Text", "Files", "Scores", "Statistics", "Sampling", "Arithmetic", "Streams", "Encoder",
        "Tasks", "Trajectory", "Judgement", "Training", "Experiment",
      ]),
    .target(
      name: "External",
      dependencies: [
        "Text", "Files", "Processes", "Sampling", "Trajectory", "Judgement", "Experiment",
        "Verification",
      ],
      exclude: [
        "README.md", "seedproof_callbacks.py", "seedproof_pytest.py", "seedproof_recorder.py",
      ], swiftSettings: swift),
    room(
      "Battery",
      [
        "CEmbedded", "Text", "Files", "Processes", "Sampling", "Arithmetic", "Trajectory",
        "Judgement", "Training", "Experiment", "External",
      ]),
    .target(
      name: "Attestation",
      dependencies: [
        "Text", "Files", "Statistics", "Sampling", "Trajectory", "Judgement", asn1, crypto, x509,
      ],
      exclude: ["README.md", "PREDICATE.md"], swiftSettings: swift),
    room(
      "Report",
      [
        "Text", "Files", "Scores", "Statistics", "Sampling", "Trajectory", "Judgement",
        "Attestation", "Audit",
      ]),
    room(
      "Benchmarks",
      [
        "Text", "Files", "Arithmetic", "Streams", "Encoder", "Tasks", "Trajectory", "Training",
        "Experiment",
      ]),
    .executableTarget(
      name: "seedproof",
      dependencies: [
        "CStart", "Text", "Files", "Processes", "Fetch", "Scores", "Audit", "Statistics",
        "Sampling", "OpenCL", "Arithmetic",
        "Streams", "Encoder", "Tasks", "Trajectory", "Judgement", "Training", "Experiment",
        "Export",
        "Grid", "Verification", "External", "Battery", "Attestation", "Report", "Benchmarks",
        arguments,
      ],
      exclude: ["README.md", "JSON.md"], swiftSettings: swift),

    // MARK: Tests
    .target(
      name: "TestSupport", dependencies: ["Text", "Files", "Judgement", "Experiment"],
      path: "Tests/Support",
      swiftSettings: plain),
    tests("Text", ["Files", "Experiment"]),
    tests("Files", ["Text"]),
    tests("Processes"),
    tests("Fetch", ["Text", "Files"]),
    tests("Scores", ["Statistics"]),
    tests("Audit", ["Text", "Files", "Scores", "Statistics"]),
    tests("Statistics", ["Scores", "Sampling"]),
    tests("Sampling", ["Files", "Statistics"]),
    tests("OpenCL"),
    tests("Arithmetic", ["CKernels", "OpenCL"], swift),
    tests("Streams", ["Files"]),
    tests("Encoder", ["Arithmetic", "Text", "Files"]),
    tests("Tasks", ["Text", "Files", "Scores"]),
    tests("Trajectory", ["Text", "Files", "Sampling"]),
    tests(
      "Training", ["Arithmetic", "CKernels", "Encoder", "Text", "Files", "Tasks", "Trajectory"]),
    tests(
      "Experiment",
      [
        "Text", "Files", "Scores", "Statistics", "Streams", "Arithmetic", "Encoder", "Tasks",
        "Training", "Trajectory",
      ]),
    tests("Export", ["Text", "Files", "Experiment", "Trajectory", grdb]),
    tests(
      "Grid", ["Text", "Files", "Processes", "Statistics", "Experiment", "Trajectory"]),
    tests("Judgement", ["Text", "Files", "Sampling", "Trajectory"]),
    tests(
      "Verification",
      [
        "Text", "Files", "Processes", "Statistics", "Sampling", "Arithmetic", "Trajectory",
        "Judgement", "Training", "Experiment", "Report",
      ]),
    tests(
      "External",
      [
        "Text", "Files", "Processes", "Sampling", "Arithmetic", "Trajectory", "Judgement",
        "Training", "Experiment", "Verification", "Report",
      ]),
    tests(
      "Battery",
      [
        "Text", "Files", "Processes", "Trajectory", "Judgement", "Experiment", "External", "Report",
      ]),
    tests(
      "Attestation", ["Text", "Files", "Statistics", "Sampling", "Trajectory", "Judgement"]),
    tests(
      "Report",
      [
        "Text", "Files", "Scores", "Statistics", "Sampling", "Trajectory", "Judgement",
        "Attestation",
      ]),
    tests("Benchmarks"),
    tests(
      "seedproof",
      [
        "CStart", "Text", "Files", "OpenCL", "Arithmetic", "Trajectory", "Attestation",
        "Benchmarks", arguments,
      ]),
  ]
)

// MARK: The fuzz target of ci/fuzz, which sets this variable; libFuzzer brings its own main
if Context.environment["SEEDPROOF_FUZZ_TARGET"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz-goldens",
      dependencies: [
        "Encoder", "Experiment", "External", "Text", "Files", "Processes", "Tasks", "Trajectory",
      ],
      path: "Tests/Fuzz",
      swiftSettings: swift + [.unsafeFlags(["-parse-as-library"])]))
}
