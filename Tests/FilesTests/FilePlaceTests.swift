import Testing

@testable import Files

@Suite struct FilePlaceTests {
  @Test(arguments: [
    ("g", "", "g"), ("a/b", "a", "b"), ("/g", "/", "g"), ("/a/b.c", "/a", "b.c"), ("", "", ""),
    ("a/", "a", ""), ("a//b", "a/", "b"), ("é/\u{301}x", "é", "\u{301}x"),
  ])
  func folderAndName(path: String, folder: String, name: String) {
    #expect(Array(FilePlace.folder(of: path).utf8) == Array(folder.utf8))
    #expect(Array(FilePlace.name(of: path).utf8) == Array(name.utf8))
    #expect(Array(FilePlace.path(of: name, in: folder).utf8) == Array(path.utf8))
  }
}
