/// Folder and name of a path, as the system calls read it: everything before and after the last slash.
public enum FilePlace {
  /// The folder that holds `path`; empty for a name alone, `/` at the root.
  public static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What stands after the last slash.
  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// The path of `name` in the folder that `folder(of:)` gives. Nothing is normalized: people are told what they wrote.
  public static func path(of name: String, in folder: String) -> String {
    folder.isEmpty || folder == "/" ? folder + name : folder + "/" + name
  }
}
