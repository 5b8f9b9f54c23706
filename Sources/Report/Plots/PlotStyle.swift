/// How plots look: sizes, colours that the colour-blind can tell apart, and a style sheet for light and dark.
enum PlotStyle {
  /// Width of every plot, in units; a page scales it.
  static let width = 480.0
  /// Text size on a narrow screen, in units: room is reserved for this one, so that nothing overlaps there.
  static let layoutSize = 15.0
  /// How much wider bold text is.
  static let boldness = 1.15
  /// Height of a line of text.
  static let lineHeight = 20.0

  /// Steps of the sequential colour map, dark to bright: viridis (van der Walt and Smith 2015), which stays in order
  /// in every kind of colour blindness and in grey.
  private static let sequence: [(red: Double, green: Double, blue: Double)] = [
    (68, 1, 84), (71, 45, 123), (59, 82, 139), (44, 114, 142), (33, 145, 140), (40, 174, 128),
    (94, 201, 98), (173, 220, 48), (253, 231, 37),
  ]

  /// The colour of `fraction` from 0 (dark) to 1 (bright), as `#rrggbb`.
  static func colour(_ fraction: Double) -> String {
    let place = min(max(fraction, 0), 1) * Double(sequence.count - 1)
    let index = min(Int(place), sequence.count - 2)
    let (a, b, t) = (sequence[index], sequence[index + 1], place - Double(index))
    let parts = [
      a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t,
      a.blue + (b.blue - a.blue) * t,
    ]
    return "#" + parts.map { Int($0.rounded()).digits(2, radix: 16) }.joined()
  }

  /// The class of text that can be read on `colour(fraction)`: white and black stand out alike at 0.44.
  static func inkClass(_ fraction: Double) -> String { fraction > 0.44 ? "on-bright" : "on-dark" }

  /// Colours of a light and of a dark page. Series colours are those of Okabe and Ito (2008), darkened or brightened
  /// until they stand out from the paper.
  static let colours = """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1b2430;--muted:#5a6675;--faint:#e3e8ee;--card:#fff;\
    --s1:#0067a8;--s2:#c24e00;--s3:#007d5b;--s4:#9c3f77;--grey:#8b95a1;--neutral:#c6ccd4}
    @media (prefers-color-scheme:dark){:root{--paper:#10151c;--ink:#e8edf3;--muted:#a3afbd;--faint:#2b3541;\
    --card:#171e27;--s1:#62b5f2;--s2:#f58b46;--s3:#35c79b;--s4:#e58fc1;--grey:#8792a0;--neutral:#4a5563}}
    @media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--muted:#444;--faint:#ddd;--card:#fff;\
    --s1:#0067a8;--s2:#c24e00;--s3:#007d5b;--s4:#9c3f77;--grey:#8b95a1;--neutral:#c6ccd4}}
    """

  /// The rules for elements of a plot.
  static let rules = """
    .plot text{font:12px system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink)}
    .plot .m{fill:var(--muted)}.plot .b{font-weight:600}
    .plot .on-dark{fill:#fff}.plot .on-bright{fill:#111}
    .plot .axis{stroke:var(--muted);stroke-width:1}.plot .grid{stroke:var(--faint);stroke-width:1}
    .plot .zero{stroke:var(--muted);stroke-width:1;stroke-dasharray:2 3}
    .plot .l1,.plot .l2,.plot .l3,.plot .l4{fill:none;stroke-width:2;stroke-linejoin:round}
    .plot .l1{stroke:var(--s1)}.plot .l2{stroke:var(--s2);stroke-dasharray:7 4}
    .plot .l3{stroke:var(--s3);stroke-dasharray:2 3}.plot .l4{stroke:var(--s4);stroke-dasharray:10 3 2 3}
    .plot .f1{fill:var(--s1)}.plot .f2{fill:var(--s2)}.plot .f3{fill:var(--s3)}.plot .f4{fill:var(--s4)}
    .plot .fn{fill:var(--neutral)}.plot .band{fill:var(--s1);fill-opacity:.16}
    @media (prefers-color-scheme:dark){.plot rect.f1,.plot rect.f2,.plot rect.f3{fill-opacity:.7}}
    .plot .whisker{fill:none;stroke:var(--ink);stroke-width:1.6}
    .plot .trial{fill:none;stroke:var(--s1);stroke-width:1;stroke-opacity:.28;stroke-linejoin:round}
    .plot .few{stroke-opacity:.65}.plot .many{stroke-opacity:.13}
    .plot .degenerate{fill:none;stroke:var(--s2);stroke-width:1;stroke-opacity:.55;stroke-dasharray:4 2}
    .plot .trial:hover,.plot .degenerate:hover{stroke-width:3;stroke-opacity:1}
    .plot .median{fill:none;stroke:var(--ink);stroke-width:2.4}
    .plot .cross{fill:none;stroke:var(--ink);stroke-width:1.2}
    .plot .hollow{fill:none;stroke:var(--muted);stroke-width:1;stroke-dasharray:2 2}
    .plot .cell:hover{stroke:var(--ink);stroke-width:2}
    @media (max-width:600px){.plot text{font-size:15px}}
    """

  /// The style sheet of a plot in a file of its own.
  static let standalone = colours + "\n" + rules + "\n.plot{background:var(--paper)}\n"
}
