import OpenCL

/// How kernels share out their work among the items of a device. No shape changes a bit of a result.
struct DeviceShape: Hashable, Sendable {
  /// Items of a work-group: a power of two, 1 to 256.
  var groupSize: Int
  /// Elements of a product that an item has, in rows and columns.
  var registerRows = 8
  var registerColumns = 4
  /// Columns in a vector, and values of k in local memory at once.
  var width = 4
  var depth = 16

  /// Shapes in which every device is asked for the digests beside its own, as far as it has them.
  static func asked(of device: OpenCLDevice) -> [DeviceShape] {
    [1, 32, 64, 256].map { DeviceShape(groupSize: $0) }.filter { $0.fits(device) }
  }

  /// With which a device computes: one whose cores run the items of a group one after another fills its registers by
  /// one item; `Sources/CDeviceKernels/README.md`, "Choosing", has the figures.
  static func best(for device: OpenCLDevice) -> DeviceShape {
    let shape =
      device.kind == .processor
      ? DeviceShape(groupSize: 16, registerRows: 16, registerColumns: 16, width: 16, depth: 64)
      : DeviceShape(groupSize: 128)
    return shape.fits(device) ? shape : DeviceShape(groupSize: 1)
  }

  func fits(_ device: OpenCLDevice) -> Bool {
    groupSize <= device.largestGroup && localByteCount <= device.localMemory
  }

  /// Local memory that a product takes.
  private var localByteCount: Int {
    4 * depth * (tile.rows + tile.columns + 2 * width)
  }

  /// The tile of a product that a work-group computes: its items stand in a rectangle, not taller than wide.
  var tile: (rows: Int, columns: Int) {
    let power = groupSize.trailingZeroBitCount
    return (registerRows << (power / 2), registerColumns << ((power + 1) / 2))
  }

  /// Rows of which a work-group reduces each with a team of its items.
  var teamsPerGroup: Int { max(1, groupSize / 16) }

  /// What the device's compiler is told.
  var options: String {
    "-D GROUP=\(groupSize) -D REGISTER_ROWS=\(registerRows) -D REGISTER_COLUMNS=\(registerColumns) "
      + "-D WIDTH=\(width) -D DEPTH=\(depth)"
  }
}
