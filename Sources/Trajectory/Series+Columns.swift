/// One record of a series.
public struct SeriesRecord: Sendable, Equatable {
  /// The place of the series among those of the schema.
  public var series: Int
  /// The number of updates done.
  public var step: Int
  /// One for each column of the series.
  public var values: [ColumnValues]

  public init(series: Int, step: Int, values: [ColumnValues] = []) {
    self.series = series
    self.step = step
    self.values = values
  }
}

extension Series {
  /// Its columns, in the order in which a golden holds them. Their names begin with the name of the series.
  ///
  /// - Parameter index: the place of the series among those of the schema.
  func columns(at index: Int) -> [Column] {
    switch form {
    case .mark: return []
    case .binary32: return [column(.scalar, .number, of: index)]
    case .binary64: return [column(.scalar, .double, of: index)]
    case .digests:
      return [
        column(.digests, .digest, of: index, names: ("digests", "digest", "digest", "digests"))
      ]
    case .step(let columns): return own(.update, columns, of: index)
    case .evaluation(let shape):
      return own(.answers, Column.evaluations.filter { shape.width($0.kind) > 0 }, of: index)
    }
  }

  /// Columns as others are, under the name of the series.
  private func own(_ part: Column.SeriesPart, _ columns: [Column], of index: Int) -> [Column] {
    columns.enumerated().map { place, like in
      column(
        part, like.kind, of: index, at: place, rank: like.rank,
        names: (like.name, like.valueName, like.singular, like.plural))
    }
  }

  /// The number of values that a record has of one of its columns.
  func width(_ column: Column) -> Int {
    switch form {
    case .mark, .binary32, .binary64, .step: 1
    case .evaluation(let shape): shape.width(column.kind)
    case .digests(let names): names.count
    }
  }

  /// - Parameter names: of the column within the series; none where it is the series.
  private func column(
    _ part: Column.SeriesPart, _ kind: Column.Kind, of index: Int, at place: Int = 0,
    rank: Int = 0,
    names: (name: String, valueName: String, singular: String, plural: String)? = nil
  ) -> Column {
    func full(_ own: String?, _ join: String = " ") -> String {
      own.map { name + join + $0 } ?? name
    }
    var column = Column(
      name: full(names?.name, "."), valueName: full(names?.valueName, "."),
      singular: full(names?.singular), plural: full(names?.plural), record: .series(index),
      kind: kind, rank: rank, slot: nil,
      get: { event in
        guard case .series(let record) = event, record.series == index,
          record.values.indices.contains(place)
        else { return nil }
        return record.values[place]
      },
      set: { values, event in
        guard case .series(var record) = event, record.series == index else { return }
        record.values[place] = values
        event = .series(record)
      })
    column.part = part
    return column
  }
}
