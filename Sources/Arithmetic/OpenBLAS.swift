import Glibc

/// The system's OpenBLAS, loaded when it is first asked for.
///
/// Its bits depend on its version, on the core type that it finds, and on how work is split; the exact
/// products never load it. It runs with one thread of its own: a unit's threads call it side by side,
/// so that nothing depends on a setting that the whole process shares.
public enum OpenBLAS {
  /// What the results depend on besides the operands: `0.3.21/Zen/2` is version, core type, threads.
  ///
  /// - Throws: `ArithmeticError.openBLAS` when the library is missing or unsuitable.
  public static func fingerprint(threads: Int) throws -> String {
    let library = try loaded.get()
    return "\(library.version)/\(library.core)/\(threads)"
  }

  /// `c = a b`, `calls` times, with `threads` threads of the library's own: what the exact products are
  /// measured against.
  ///
  /// - Throws: `ArithmeticError.openBLAS` when the library is missing or unsuitable.
  /// - Precondition: nothing else uses the library meanwhile; shapes as in `ArithmeticUnit.multiply`.
  public static func multiply(
    _ a: Matrix, _ b: Matrix, into c: Matrix, threads: Int, calls: Int
  ) throws {
    let library = try loaded.get()
    library.setThreads(Int32(threads))
    for _ in 0..<calls { library.multiply(a, b, into: c, accumulate: false) }
    library.setThreads(1)
  }

  /// The library, or why there is none; the same answer for the whole run.
  static let loaded: Result<Library, ArithmeticError> = load()

  struct Library: Sendable {
    let version: String
    let core: String
    fileprivate let sgemm: SGEMM
    fileprivate let setThreads: SetCount
  }

  /// `cblas_sgemm` of a library whose integers have 32 bits.
  fileprivate typealias SGEMM =
    @convention(c) (
      _ order: Int32, _ transposeA: Int32, _ transposeB: Int32, _ m: Int32, _ n: Int32,
      _ k: Int32, _ alpha: Float, _ a: UnsafePointer<Float>, _ lda: Int32,
      _ b: UnsafePointer<Float>, _ ldb: Int32, _ beta: Float, _ c: UnsafeMutablePointer<Float>,
      _ ldc: Int32
    ) -> Void

  private static let names = ["libopenblas.so.0", "libopenblas.so"]

  private static func load() -> Result<Library, ArithmeticError> {
    // Libraries linked with -ffast-math change the thread's environment when they are loaded.
    FloatingPointEnvironment.standard {
      guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
        let reason = dlerror().map { String(cString: $0) } ?? "not found"
        return .failure(.openBLAS("\(reason); install libopenblas0, or use exact products"))
      }
      return read(handle)
    }
  }

  private typealias GetText = @convention(c) () -> UnsafePointer<CChar>?
  private typealias GetCount = @convention(c) () -> Int32
  fileprivate typealias SetCount = @convention(c) (Int32) -> Void

  private static func read(_ handle: UnsafeMutableRawPointer) -> Result<Library, ArithmeticError> {
    func symbol<F>(_ name: String, as type: F.Type) throws(ArithmeticError) -> F {
      guard let address = dlsym(handle, name) else {
        throw .openBLAS("the library has no function \(name); is it another BLAS?")
      }
      return unsafeBitCast(address, to: type)
    }
    do throws(ArithmeticError) {
      let sgemm = try symbol("cblas_sgemm", as: SGEMM.self)
      let getConfiguration = try symbol("openblas_get_config", as: GetText.self)
      let getCore = try symbol("openblas_get_corename", as: GetText.self)
      let setThreads = try symbol("openblas_set_num_threads", as: SetCount.self)
      let getThreads = try symbol("openblas_get_num_threads", as: GetCount.self)
      let words = text(getConfiguration()).split(separator: " ").map(String.init)
      guard !words.contains("USE64BITINT") else {
        throw .openBLAS("its integers have 64 bits; install the variant with 32")
      }
      // The configuration reads "OpenBLAS 0.3.21 DYNAMIC_ARCH Zen MAX_THREADS=64".
      guard words.count > 1, words[0] == "OpenBLAS" else {
        throw .openBLAS("it does not tell its version")
      }
      setThreads(1)
      guard getThreads() == 1 else { throw .openBLAS("it does not keep to one thread") }
      return .success(
        Library(
          version: words[1], core: text(getCore()), sgemm: sgemm,
          setThreads: setThreads))
    } catch {
      return .failure(error)
    }
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? "unknown"
  }
}

extension OpenBLAS.Library {
  /// `c = a b`, or `c = c + a b`, on the calling thread.
  func multiply(_ a: Matrix, _ b: Matrix, into c: Matrix, accumulate: Bool) {
    let (a, b) = (Operand(a), Operand(b))
    withExtendedLifetime((a, b, c)) {
      let rowMajor: Int32 = 101
      sgemm(
        rowMajor, a.transposition, b.transposition, Int32(c.rows), Int32(c.columns),
        Int32(a.depth), 1, UnsafePointer(a.matrix.base), Int32(a.stride),
        UnsafePointer(b.matrix.base), Int32(b.stride), accumulate ? 1 : 0, c.base,
        Int32(max(c.rowStride, c.columns, 1)))
    }
  }

  /// A matrix as BLAS takes it: rows or columns contiguous, and the distance between them.
  private struct Operand {
    let matrix: Matrix
    let transposition: Int32
    let stride: Int
    let depth: Int

    init(_ given: Matrix) {
      var matrix = given
      if given.columnStride != 1 && given.rowStride != 1 {
        matrix = Matrix(
          Vector(count: given.rows * given.columns), rows: given.rows, columns: given.columns)
        matrix.copyRows(from: given)
      }
      self.matrix = matrix
      let isTransposed = matrix.columnStride != 1
      transposition = isTransposed ? 112 : 111
      stride =
        isTransposed
        ? max(matrix.columnStride, matrix.rows, 1) : max(matrix.rowStride, matrix.columns, 1)
      depth = matrix.columns
    }
  }
}
