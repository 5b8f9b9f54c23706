/// Memory on a device.
public final class DeviceBuffer: @unchecked Sendable {
  public let byteCount: Int
  let context: DeviceContext
  let handle: OpaquePointer
  private let reserved: Int

  /// - Parameter reserved: the bytes that it takes of the device's, given back at its end.
  init(_ context: DeviceContext, _ handle: OpaquePointer, byteCount: Int, reserved: Int) {
    self.context = context
    self.handle = handle
    self.byteCount = byteCount
    self.reserved = reserved
  }

  /// Commands that still use it keep the memory until they are done.
  deinit {
    _ = context.library.releaseBuffer(handle)
    context.giveBack(reserved)
  }
}
