#!/usr/bin/env python3
"""Writes vocab.txt, tokenizer.json and tokens.jsonl: hard sentences, and the ids Hugging Face's fast tokenizer gives.

    .venv-oracle/bin/python Tests/Fixtures/Encoder/make_tokens.py

Each line of tokens.jsonl is {"text","lower","cased","accented","bare","joined"} (lower-cased; as it is; lower-cased
with its accents; as it is without them; lower-cased, ideographs not set apart) or
{"first","second","length","ids","types"}. tokenizer.json is the lower-casing one as transformers 5 saves it. The vocabulary is of our own making: a few words and endings, and letters
of many scripts.
"""

import json
import pathlib
import tempfile

from tokenizers import normalizers, pre_tokenizers
from transformers import BertTokenizerFast

FOLDER = pathlib.Path(__file__).parent
LATIN = "abcdefghijklmnopqrstuvwxyz"

WORDS = """the a seed proof trains same bits on every machine cafe naive resume uber strasse straße
istanbul ısparta İzmir Istanbul Über Café naïve élan zebra un ##affable ##able ##ing ##ed ##s ##er
##est ##ly play walk talk token model ##isation ##ization data ##set lower upper fine tun ##tuning
##ment word ##piece gold ##en trial run golden anchor order don t s re 19 20 ##20 ##19 100 ##00 3 14 e
##mc2 https www com ##com 東 京 都 日 本 語 漢 字 豈 更 한국어 ᄒ ##ᅡ ##ᆫ привет ##ет мир αβγ λογος λογοσ ##ς ##σ
שלום ##ום سلام ##لام हिन ##दी नम ไทย ##ไทย ﬁ ##ﬁ ＡＢＣ ａｂｃ ##ｂｃ 😀 👍 👩 ##👩 ##💻 💻 🏽 ##🏽 ❤ ##️ € £ ¥ © ™ ½ ²
° ± × ÷ ≤ ∞ … – — “ ” ‘ ’ « » ¿ ¡ § ¶ · ʼ ʻ ˈ""".split()


def letters(known):
    """What else the sentences are made of, alone and within words; each seventh stays unknown."""
    splits = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    found = set()
    for lower in (True, False):
        normalize = normalizers.BertNormalizer(lowercase=lower).normalize_str
        for text in SENTENCES:
            for word, _ in splits(normalize(text)):
                found |= {word[0]} | {"##" + c for c in word[1:]}
    found = sorted(found - known)
    return [piece for i, piece in enumerate(found) if i % 7]


def vocabulary():
    pieces = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces += [chr(c) for c in range(0x21, 0x7F)]
    pieces += ["##" + c for c in LATIN] + ["##" + c for c in "0123456789"] + ["##" + c for c in "ABXYZ"]
    pieces += WORDS
    pieces += ["é", "##é", "e\u0301", "##ß", "ß", "ı", "##ı", "i\u0307", "##i\u0307", "ø", "##ø", "æ",
               "##æ", "đ", "##đ", "ł", "##ł", "\u0438", "\u0439", "##\u0438", "ё", "\u0301", "##\u0301",
               "\u302e", "##\u302e", "##\U0001d165", "\U0001d165", "ﾊ", "ﾊﾟ", "か", "が", "##が", "##か",
               "\u3099", "ㄱ", "가", "##가", "ᄀ", "##ᅡ", "Å", "å", "K", "Ω", "ω"]
    pieces += letters(set(pieces))
    # Repeated lines: the last one counts, the first ids are never given. Spaces at an end are none.
    pieces += ["zebra", "##ing", "walk", "spaced  ", "ideographic\u3000"]
    return pieces


SENTENCES = [
    "", " ", "\t\n\r", "The seed proof trains.", "the same bits on every machine", "unaffable", "UNAFFABLE",
    "playing played plays player", "walking talking", "zebra", "spaced ideographic spaced", "don't", "it's",
    # Accents, composed and decomposed, stacked and out of order.
    "Café naïve résumé élan", "Cafe\u0301 nai\u0308ve", "e\u0301\u0323 e\u0323\u0301", "Ǟ ǟ Ṩ ṩ ẛ̣ ỗ ệ", "ÅÅÅ å a\u030a",
    "Z\u0351\u036b\u0343a\u0315\u0322l\u0334g\u0321o\u0489", "\u0301leading mark", "a \u0301 b", "\u0301", "x\u0338 y\u20d2 z\u20dd",
    "smörgåsbord jalapeño garçon Ærø Đà Łódź ß ẞ STRASSE Straße", "ﬁne ﬂuﬀ ﬃ", "Œuvre œuvre ĳ Ĳ ǆ ǅ Ǆ",
    # Turkish, Greek, Cyrillic.
    "İstanbul ISPARTA ısparta İzmir i̇ I\u0307 İ", "ΛΟΓΟΣ λόγος ΟΔΥΣΣΕΥΣ ς Σ ΐ ΰ Ϊ", "Привет МИР Йод йод Ё ё Ї ї",
    "Ω Ω K K Å ℃ ℉ Ⅷ ⅷ Ⓐ ⓐ",
    # Scripts with marks that are and are not non-spacing.
    "हिन्दी नमस्ते क्या कि की कू", "বাংলা কো কৌ", "தமிழ் கொ கோ", "ไทยแลนด์ น้ำ", "ພາສາລາວ", "မြန်မာ", "ភាសាខ្មែរ",
    "שָׁלוֹם שלום בְּרֵאשִׁית", "السَّلامُ عليكم سلام آ أ ؤ", "ދިވެހި", "ᠮᠣᠩᠭᠣᠯ", "བོད་སྐད་", "አማርኛ ።",
    "\u302e\u302f a\u302f\u302e \u0bc6\u0bbe", "\U0001d158\U0001d165\U0001d16e \U0001d15e\U0001d160", "가\u302e나\u302f",
    # Chinese, Japanese, Korean.
    "東京都 日本語", "日本語text漢字", "漢a字b", "豈更\uf900\uf901 \U0002f800", "㐀㐁 \U00020000\U0002a6d6 \U0002a700 \U0002b740 \U0002b81f",
    "\U0002b820 \U0002b91f \U0002b920 \U0002ceaf \U0002ceb0 \U00030000", "がぎぐ か\u3099 ガ ｶﾞ ﾊﾟ ﾊ\uff9f ハ゜", "カタカナ・ひらがな、。「」",
    "한국어 한국어 가각힣", "\u1112\u1161\u11ab", "ㄱㄴ ﾡ", "〇 々 〆 ヶ", "⺀ ⼀ ㊀ ㍻",
    # Full-width and other forms.
    "ＡＢＣ　ａｂｃ！？（１２３）", "𝐀𝐁𝐂 𝔸 ℌ ℯ", "x² H₂O ½ ¼ ①②", "ＦＵＬＬＷＩＤＴＨ",
    # Emoji, joiners, variation selectors, flags, tags.
    "😀 👍🏽 👩‍💻 👨‍👩‍👧‍👦", "❤️ ❤︎ ☺️", "🇩🇪🇫🇷", "1️⃣ #️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "a👩b💻c", "👩💻",
    # Controls, spaces and formats of every kind.
    "a\u0000b", "a\u0001b\u007fc\u0085d", "a\u000bb\u000cc\u001cd\u001fe", "soft\u00adhyphen", "zero\u200bwidth\u200cnon\u200djoin\ufeffer",
    "no\u00a0break thin\u2009space ideo\u3000graphic ogham\u1680space", "line\u2028para\u2029graph", "\u202eright to left\u202c",
    "a\u180eb mongolian", "a\ufffdb", "a\ue000b\uf8ffc", "\ufffe\uffff", "\u2060word\u2061joiner\u206f", "tab\tnew\nreturn\r\nend", "\u061c\u200e\u200f",
    "\U000e0001a\U000e0100b", "\U000f0000x\U0010ffff", "\u0600\u06dd\u070f", "\U0001d173x\U0001bca0",
    # Punctuation and symbols.
    "Hello, world! (yes) [no] {maybe} <tag/> \"quoted\" 'single' `tick`", "a.b.c...", "e=mc2 a+b*c^d~e|f\\g/h", "100% $3.14 €20 £19 ¥100 ©™",
    "“curly” ‘quotes’ «guillemets» „low‟ …—–‐‑", "¿qué? ¡sí!", "§ ¶ · † ‡ • ‣ ″", "x≤y ∞ ± × ÷ √ ∑ ∂", "https://www.example.com/a_b?c=d&e=f#g",
    "user@example.com", "C++ C# .NET F# a--b __init__", "१२३ ٣ ৩ ௩", "، ؛ ؟ ۔ । ॥ 。 、 ・ ｡ ､ ･", "\u05be\u05c0\u05c3 \u055a \u0589 \u10fb", "⸮ ⸺ ⹀ \u2e43 \u2e4f \u2e52",
    "\U00010100 \U00012470 \U0001da8b \U0001e95e", "՚՛՜ ༄༅ ᚛᚜", "ʼokina ʻokina ˈstress",
    # Special tokens.
    "[SEP]", "a [SEP] b", "a[SEP]b", "[CLS][MASK][PAD][UNK][SEP]", "[sep] [Mask] [CLS", "[[SEP]]", "[ SEP ]", "[SEP", "SEP]", "x[MASK]y[MASK]",
    "[unused1] [UNUSED1]", "[SEP]\u0301", "e[SEP]\u0301", "\u200b[S\u200bEP]", "##ing ## # ###", "[\u0053EP] ［SEP］",
    # Long words.
    "a" * 99, "a" * 100, "a" * 101, "a" * 102, "é" * 100, "é" * 101, "e\u0301" * 50, "e\u0301" * 100, "e\u0301" * 101, "a\u200b" * 100, "ß" * 100,
    "😀" * 100, "😀" * 101, "a" * 60 + "." + "a" * 60, "a" * 100 + "東" + "a" * 101, "x" * 250 + " walk", "İ" * 100, "한" * 34, "한" * 33, "가" * 50, "가" * 51,
    # Pieces at the edge of what the vocabulary has.
    "zzzz qqqq", "walkq walk3 walkЖ Жwalk", "tokenization tokenisation tokens", "dataset datasets datums", "20192020 1920 190", "3.14159",
    "finetuning fine-tuning tuning", "straße STRASSE strasse straßen", "goldenest goldener golden gold", "un able unable ununun", "mc2 emc2",
    "the" * 30, "runrunrun", "ẞ", "ǰ ẖ ẗ ẘ ẙ ẚ", "ŉ ĸ ŀ", "\u0149\u017f\u1e9b", "\u1e9e\u2126\u212a\u212b", "\u0344\u0340\u0341\u0343\u0374\u037e\u0387",
    "\u0958\u095f \u09dc \u0a33 \u0b5c \u0f43 \u0f73 \u0f81", "\u2000\u2001\u2002 \u2329\u232a", "\u1b06\u1b3b \U0001109a \U000114bb \U00011938", "\ua7ae\ua7dc\u1c89\U00010d50\U00016ea0",
    "\u0378 \u0530 \u2fe0 \U0001fbff \U000323b0", "Ꭰ Ꮿ ꭰ Ᏸ ᏸ Ა ა", "ⴀ Ⴀ Ⰰ ⰰ 𐐀 𐐨 𞤀 𞤢", "\u0b95\u0bcd\u0bb7 \u0dda\u0ddc", "\u0c48 \u0cc0 \u0d4a", "a\u034fb \u035c \u0360c", "\u1dc4\u1dfa\u1df6\u20e8\ufe20\ufe2f",
    "\u08d4\u08e3\u0898 x\u0898y", "\U00011300\U0001133b x\U0001133by", "\u0e33\u0eb3 \u0e4d\u0e32",
    "Ａ\u0301 Ｅ\u0301", "𝟘𝟙 ⁰¹ ₀₁ ０１", "ⅰ Ⅰ ↀ Ↄ ↄ", "\u0132\u01c4\u01f1", "Ⱥ ⱥ Ⱦ ⱦ Ɐ Ꞌ Ɦ", "\u1fbc\u1fcc\u1ffc \u1f88 \u1fd3\u1fe3", "\u03f4 \u03d2\u03d3\u03d4",
]

PAIRS = [
    ("the same bits", "on every machine"), ("", ""), ("", "the walk"), ("walk", ""), ("a b c d e f g", "a b"), ("a b", "a b c d e f g"),
    ("a b c d e", "a b c d e"), ("a b c d", "a b c d e"), ("a b c d e", "a b c d"), ("a [SEP] b", "c"), ("walking", "walking walking walking"),
    ("a" * 101, "東京"),
]


def tokenizer(lower, **settings):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "vocab.txt").write_bytes((FOLDER / "vocab.txt").read_bytes())
        (path / "config.json").write_text('{"model_type": "bert"}')
        (path / "tokenizer_config.json").write_text(
            json.dumps({"do_lower_case": lower, "tokenizer_class": "BertTokenizer", **settings}))
        return BertTokenizerFast.from_pretrained(folder, model_max_length=1 << 20)


(FOLDER / "vocab.txt").write_text("".join(p + "\n" for p in vocabulary()), newline="\n")
lower = tokenizer(True)
forms = {"lower": lower, "cased": tokenizer(False), "accented": tokenizer(True, strip_accents=False),
         "bare": tokenizer(False, strip_accents=True),
         "joined": tokenizer(True, tokenize_chinese_chars=False)}
lines = []
for text in SENTENCES:
    lines.append({"text": text, **{name: form(text)["input_ids"][1:-1] for name, form in forms.items()}})
lower.backend_tokenizer.save(str(FOLDER / "tokenizer.json"), pretty=False)
for first, second in PAIRS:
    for length in range(3, 17):
        # As a batch: called with one pair, the library drops a second text that is empty.
        e = lower([first], [second], truncation=True, max_length=length)
        lines.append({"first": first, "second": second, "length": length,
                      "ids": e["input_ids"][0], "types": e["token_type_ids"][0]})
for length in range(2, 9):
    e = lower("walking the zebra", truncation=True, max_length=length)
    lines.append({"first": "walking the zebra", "second": None, "length": length,
                  "ids": e["input_ids"], "types": e["token_type_ids"]})
text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
(FOLDER / "tokens.jsonl").write_text(text)
unknown = sum(line["lower"] == [2] for line in lines if "text" in line)
print(f"{len(vocabulary())} pieces, {len(SENTENCES)} sentences ({unknown} unknown as a whole), "
      f"{len(lines) - len(SENTENCES)} truncations")
