import Files
import Testing
import Text

@testable import Trajectory

/// Goldens made by another writer, sound and broken, which the Python reader judges alike.
@Suite struct FixtureTests {
  @Test func allAreThere() {
    #expect(Fixture.sound.count >= 23)
    #expect(Fixture.all.count { $0.verdict == .malformed } >= 120)
  }

  @Test(arguments: Fixture.all)
  func judged(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    #expect(verdict(bytes) == fixture.verdict)
    // Read from the disk in pieces, it is judged alike, and the place is in the file.
    do {
      _ = try GoldenReader(fixture.path)
      #expect(fixture.verdict == .sound)
    } catch let error as InputError {
      #expect(error.kind == (fixture.verdict == .newer ? .unverifiable : .malformed))
      #expect(error.file == fixture.path)
      if error.kind == .malformed {
        let offset = try #require(Int(error.place?.dropFirst("byte ".count) ?? ""))
        #expect((0...bytes.count).contains(offset))
      }
    }
  }

  @Test(arguments: Fixture.sound)
  func readAndWritten(_ fixture: Fixture) throws {
    let bytes = try fixture.bytes()
    let reader = try GoldenReader(bytes: bytes, name: fixture.name)
    let golden = try Golden(reader)
    #expect(reader.contentDigest.description == fixture.contentDigest)
    #expect(reader.version == FormatVersion(major: 1, minor: reader.schema.series.isEmpty ? 0 : 1))

    // Of series one after the other, as of the other kinds.
    let series = reader.schema.series.indices.flatMap { place in
      golden.series.filter { $0.series == place }
    }
    let records =
      golden.steps.map(TrajectoryEvent.step) + golden.evaluations.map(TrajectoryEvent.evaluation)
      + golden.anchors.map(TrajectoryEvent.anchor) + series.map(TrajectoryEvent.series)
    var lines = records.map { $0.json(reader.schema) }
    lines.append(reader.endJSON)
    let dump = lines.map { $0.canonical + "\n" }.joined()
    #expect(Digest(of: Array(dump.utf8)).description == fixture.dump)

    let written = try golden.encoded()
    let isSame = written.bytes == bytes
    #expect(isSame, "the bytes of the two writers differ")
    #expect(written.seal.contentDigest == reader.contentDigest)
    #expect(written.seal.fileDigest == reader.fileDigest)
    #expect(written.seal.byteCount == bytes.count)
  }

  @Test func pagesOfNewerVersionsAreCounted() throws {
    let reader = try GoldenReader(
      bytes: Fixture.named("broken/minor-1-page"), name: "t.golden")
    #expect(reader.version == FormatVersion(major: 1, minor: 1))
    #expect(reader.skippedPageCount == 1)
    #expect(reader.stepCount == 6)
  }

  @Test func newerMajorIsRefusedClearly() throws {
    let error = try #require(throws: InputError.self) {
      try GoldenReader(bytes: Fixture.named("broken/version-2"), name: "t.golden")
    }
    #expect(
      error.description
        == "t.golden: has format 2.0; this program reads 1.x; use a newer seedproof")
  }

  @Test func otherDeflateStreamsHaveTheSameContent() throws {
    let names = ["broken/other-deflate", "broken/not-compressed"]
    let readers = try names.map { try GoldenReader(bytes: Fixture.named($0), name: $0) }
    #expect(readers[0].fileDigest != readers[1].fileDigest)
    #expect(readers[0].contentDigest == readers[1].contentDigest)
    #expect(try Golden(readers[0]).contentDigest == readers[0].contentDigest)
  }
}
