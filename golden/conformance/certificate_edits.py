"""Changes a certificate as a case of the suite says: its facts, statements, payloads, signatures, lines or bytes."""

import base64
import copy
import json

import certificates
import golden_edits


def place(value, path):
    """What holds the last step of a path."""
    for step in path[:-1]:
        value = value[step]
    return value, path[-1]


def put(value, path, new):
    holder, last = place(value, path)
    if holder == new or isinstance(holder, dict) and holder.get(last) == new:
        raise ValueError("%s is so already" % path)
    if isinstance(holder, list) and last == len(holder):
        holder.append(new)
    else:
        holder[last] = new


def replaced(text, old, new):
    if old not in text:
        raise ValueError("there is no %r" % old)
    return text.replace(old, new, 1)


def merged(facts, changes):
    """Objects member by member; null takes a member away."""
    facts = dict(facts)
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(facts.get(name), dict):
            value = merged(facts[name], value)
        facts[name] = value
        if value is None:
            del facts[name]
    return facts


def line_of(envelope):
    return json.dumps(envelope, sort_keys=True, separators=(",", ":"))


def other_last_bits(text):
    """Base64 of the same bytes, in a spelling that no encoder gives."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    end = len(text.rstrip("="))
    if end == len(text):
        raise ValueError("no bits are left over")
    return text[:end - 1] + digits[digits.index(text[end - 1]) ^ 1] + text[end:]


class Made:
    """One certificate on its way from facts to a file."""

    def __init__(self, suite, description, edits):
        self.suite, self.edits, self.used = suite, edits, set()
        facts = description["facts"]
        for change in self.of("facts"):
            facts = merged(facts, change)
        if "planCommitment" in facts:
            facts = {**facts, "planCommitment": suite.commitment(facts["planCommitment"])}
        files = suite.folder(description["folder"], facts.get("folderEdits", []))
        folder = certificates.Folder(files, facts.get("unsound", ()))
        made = certificates.Certificate(folder, facts, suite.policy)
        statements = made.others()
        self.change_statements(statements, (1, 2))
        statements.append(made.own(statements))
        self.change_statements(statements, (3,))
        self.sign([certificates.canonical(item) for item in statements], description["key"])

    def of(self, name):
        self.used.add(name)
        return [edit[name] for edit in self.edits if name in edit]

    def change_statements(self, statements, lines):
        for line, *path, value in self.of("set"):
            if line in lines:
                put(statements[line - 1], path, value)
        for line, *path in self.of("remove"):
            if line in lines:
                holder, last = place(statements[line - 1], path)
                del holder[last]
        for line, *path in self.of("upper"):
            if line in lines:
                holder, last = place(statements[line - 1], path)
                holder[last] = holder[last].upper()
        for line, first, second in self.of("swapSubjects"):
            if line in lines:
                subjects = statements[line - 1]["subject"]
                subjects[first], subjects[second] = subjects[second], subjects[first]

    def sign(self, payloads, key):
        for line, old, new in self.of("payload"):
            text = payloads[line - 1].decode()
            payloads[line - 1] = replaced(text, old, new).encode("utf-8", "surrogateescape")
        for line, text in self.of("payloadIs"):
            payloads[line - 1] = golden_edits.repeated(text).encode()
        keys, kinds = {}, {}
        for change in self.of("keys"):
            keys.update(change)
        for change in self.of("type"):
            kinds.update(change)
        self.payloads, envelopes = payloads, []
        for number, payload in enumerate(payloads, 1):
            names = keys.get(str(number), keys.get("all", [key]))
            kind = kinds.get(str(number), certificates.PAYLOAD)
            envelopes.append(certificates.envelope(payload, [self.suite.key(n) for n in names], kind))
        self.change_envelopes(envelopes)

    def change_envelopes(self, envelopes):
        for line, edit in self.of("signature"):
            signature = envelopes[line - 1]["signatures"][0]
            data = golden_edits.edited(base64.b64decode(signature["sig"]), [edit])
            signature["sig"] = base64.b64encode(data).decode()
        for line, *path, value in self.of("envelope"):
            put(envelopes[line - 1], path, value)
        for line, *path in self.of("envelopeRemove"):
            holder, last = place(envelopes[line - 1], path)
            del holder[last]
        for line, number, name in self.of("keyid"):
            envelopes[line - 1]["signatures"][number]["keyid"] = self.suite.key(name).identifier
        for line in self.of("lastBits"):
            signature = envelopes[line - 1]["signatures"][0]
            signature["sig"] = other_last_bits(signature["sig"])
        for line, name, other in self.of("signatureOf"):
            from_line = self.suite.envelopes(name)[other - 1]
            envelopes[line - 1]["signatures"] = copy.deepcopy(from_line["signatures"])
        self.envelopes = envelopes

    def text(self):
        lines = [line_of(item) for item in self.envelopes]
        for line, name, other in self.of("splice"):
            lines[line - 1] = line_of(self.suite.envelopes(name)[other - 1])
        for line, old, new in self.of("text"):
            lines[line - 1] = replaced(lines[line - 1], old, new)
        for order in self.of("lines"):
            lines = [lines[number - 1] if number else "" for number in order]
        data = "".join(line + "\n" for line in lines).encode()
        data = golden_edits.edited(data, self.of("file"))
        unknown = {name for edit in self.edits for name in edit} - self.used
        if unknown:
            raise ValueError("unknown edits of a certificate: %s" % unknown)
        return data
