/// The style sheet of a report.
enum PageStyle {
  /// Everything, plots included.
  static let sheet =
    PlotStyle.colours + "\n" + verdict + page + PlotStyle.rules + "\n" + sorting + print

  private static let verdict = """
    :root{--paper-2:#f6f8fa;--shade:#8a96a8;--good:#1a7037;--doubt:#8a5a00;--bad:#b3202b}\
    @media (prefers-color-scheme:dark){:root{--paper-2:#0c1117;--shade:#55657a;\
    --good:#4cc76a;--doubt:#e0a83a;--bad:#ff7b72}}
    .verdict{display:flex;gap:16px;border:1px solid var(--stand,var(--muted));border-left-width:8px;border-radius:10px;\
    background:var(--card);padding:16px 20px;margin:20px 0}
    .verdict h2{margin:0 0 4px;font-size:1.35rem;border:0;padding:0}
    .verdict p{margin:4px 0;overflow-wrap:anywhere}
    .verdict>div{min-width:0}
    .verdict.certified{--stand:var(--good)}.verdict.doubtful{--stand:var(--doubt)}
    .verdict.failed,.verdict.refused{--stand:var(--bad)}
    .findings{list-style:none;margin:10px 0 0;padding:0;font-size:.88rem;line-height:1.4}
    .findings li{display:flex;gap:12px;padding:3px 0;border-top:1px solid var(--faint)}
    .findings b{flex:0 0 6.2em;font-weight:600;color:var(--muted)}.findings span{min-width:0;overflow-wrap:anywhere}
    .findings .proved b{color:var(--good)}.findings .broken b{color:var(--bad)}
    .sign{flex:none;width:40px;height:40px;border-radius:50%;background:var(--stand,var(--muted));color:var(--card);\
    font-size:24px;font-weight:700;line-height:40px;text-align:center}

    """

  private static let page = """
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0 auto;max-width:1240px;padding:24px;background:var(--paper-2);color:var(--ink);\
    font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    h1{font-size:2rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
    h2{font-size:1.4rem;line-height:1.25;margin:40px 0 12px;overflow-wrap:anywhere;padding-top:12px;\
    border-top:1px solid var(--faint)}
    h3{font-size:1.05rem;line-height:1.3;margin:0 0 4px;overflow-wrap:anywhere}
    .kicker{margin:0;color:var(--muted);font-size:.85rem;letter-spacing:.04em;text-transform:uppercase}
    .lead{margin:6px 0 14px;color:var(--muted);max-width:80ch;overflow-wrap:anywhere}
    .meaning{margin:0 0 12px;color:var(--muted);font-size:.9rem;line-height:1.45;max-width:90ch;\
    overflow-wrap:anywhere}
    .note{margin:6px 0 0;color:var(--muted);font-size:.85rem;overflow-wrap:anywhere}
    a{color:var(--s1)}
    :focus-visible{outline:3px solid var(--s1);outline-offset:2px}
    .skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:8px;background:var(--card);padding:6px 12px}
    nav ul{display:flex;flex-wrap:wrap;gap:8px;list-style:none;margin:0;padding:0}
    nav a{display:inline-block;padding:5px 14px;border:1px solid var(--faint);border-radius:999px;\
    background:var(--card);text-decoration:none;overflow-wrap:anywhere}
    nav a:hover{border-color:var(--s1)}
    .card{background:var(--card);border:1px solid var(--faint);border-radius:10px;padding:18px 20px;margin:0;\
    min-width:0}
    .tables,.figures{display:grid;gap:18px;align-items:start}
    .figures{grid-template-columns:repeat(auto-fit,minmax(min(100%,470px),1fr))}
    .tables{grid-template-columns:minmax(0,1fr)}
    @media (min-width:1010px){.figures>:last-child:nth-child(odd){grid-column:1/-1}}
    #agreement>.card{margin-bottom:18px}.figures+.card{margin-top:18px}
    .keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;list-style:none;\
    margin:0 0 18px;padding:0}
    .keys .card{padding:12px 14px}.keys span{display:block}
    .keys strong{display:block;font-size:1.5rem;line-height:1.3;font-weight:650;\
    font-variant-numeric:tabular-nums}
    .keys .label{color:var(--muted);font-size:.78rem;font-weight:600;letter-spacing:.02em}
    .keys .meaning{margin:2px 0 0;font-size:.8rem;line-height:1.35}
    .plot{display:block;width:100%;height:auto;max-width:620px;margin:0 auto}
    .scroll{overflow-x:auto;max-width:100%;\
    background:linear-gradient(90deg,var(--card) 30%,transparent) 0 0/40px 100% no-repeat local,\
    linear-gradient(270deg,var(--card) 30%,transparent) 100% 0/40px 100% no-repeat local,\
    linear-gradient(90deg,var(--shade),transparent) 0 0/14px 100% no-repeat scroll,\
    linear-gradient(270deg,var(--shade),transparent) 100% 0/14px 100% no-repeat scroll}
    table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums;min-width:min(100%,420px)}
    caption{text-align:left;font-weight:600;padding:10px 0 4px}
    caption span{display:block;font-weight:400;color:var(--muted);max-width:80ch}
    .tables caption,#agreement>.card caption{position:absolute;width:1px;height:1px;overflow:hidden;\
    clip-path:inset(50%)}
    th,td{padding:4px 0 4px 14px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--faint)}\
    tr>:first-child{padding-left:0}
    th{color:var(--muted);font-weight:600;vertical-align:bottom}
    .n{text-align:right}
    tbody tr:hover{background:var(--faint)}
    details{margin-top:12px;border-top:1px solid var(--faint);padding-top:8px}
    summary{cursor:pointer;color:var(--s1);font-size:.9rem}
    details .scroll{max-height:420px;overflow:auto}
    pre{font:12px/1.4 ui-monospace,Menlo,Consolas,monospace;margin:6px 0 0}
    dl{margin:6px 0;display:grid;gap:2px}
    dl div{display:flex;flex-wrap:wrap;gap:0 12px}
    dt{color:var(--muted);flex:0 0 19em}dd{margin:0;overflow-wrap:anywhere;min-width:0;flex:1}
    footer{margin-top:40px;color:var(--muted);font-size:.85rem}
    @media (max-width:600px){body{padding:12px}.card,.verdict{padding:12px}h1{font-size:1.5rem}\
    .sign{width:30px;height:30px;line-height:30px;font-size:18px}.verdict{gap:10px}dt,dd{flex:0 0 100%}\
    table{font-size:.78rem}thead th{white-space:normal}th,td{padding-left:9px}\
    .stack table,.stack tbody{display:block}.stack thead{position:absolute;clip-path:inset(50%)}\
    .stack tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(74px,1fr));gap:4px 10px;\
    padding:8px 0;border-bottom:1px solid var(--faint)}\
    .stack td{padding:0;border:0;text-align:left;white-space:normal;overflow-wrap:anywhere}\
    .stack{background:none;overflow:visible}\
    .stack td:first-child:not(.n){grid-column:1/-1;font-weight:600;font-size:.9rem}\
    .stack td:not(:first-child)::before,.stack td.n::before{content:attr(data-h);display:block;color:var(--muted);font-size:.68rem}}

    """

  /// Rows and columns of a heat map go to their places by seeds where ordering by means is switched off.
  private static let sorting = """
    .sort{margin:0 6px 0 0;vertical-align:middle}
    .sort+label{margin-right:18px;font-size:.9rem;white-space:nowrap}
    .sort-rows:not(:checked)~.plot .row{transform:translateY(var(--d))}
    .sort-columns:not(:checked)~.plot .column{transform:translateX(var(--e))}
    @media (prefers-reduced-motion:no-preference){.plot .row,.plot .column{transition:transform .4s}}

    """

  private static let print = """
    @media print{:root{--paper-2:#fff}html{font-size:11.5px}\
    .keys{grid-template-columns:repeat(auto-fit,minmax(105px,1fr));gap:6px}.keys .card{padding:8px}\
    body{max-width:none;padding:0;font-size:10pt}nav,.skip,.sort,.sort+label,details:not([open]){display:none}\
    .card,.verdict{break-inside:avoid}.card{border-color:#ccc}.figures{grid-template-columns:1fr 1fr}\
    h2{break-after:avoid}.scroll{overflow:visible;max-height:none!important}*{print-color-adjust:exact;\
    -webkit-print-color-adjust:exact}}

    """
}
