"""What `cases.json` describes: cases, and the files that each of them is made of."""

import base64
import hashlib
import json
import pathlib

import certificate_edits
import certificates
import draws
import golden_edits
import signing
import stamp_edits

HERE = pathlib.Path(__file__).resolve().parent
KEYS, STAMPS = HERE / "public-test-keys", HERE / "stamps"


def read(name):
    """The files of a folder of the suite, by their paths in it."""
    top = HERE / name
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*"))
            if path.is_file()}


def edit_folder(files, edit):
    (what, value), = edit.items()
    if what == "remove":
        del files[value]
    elif what == "rename":
        files[value[1]] = files.pop(value[0])
    elif what == "copy":
        files[value[1]] = files[value[0]]
    elif what == "swap":
        files[value[0]], files[value[1]] = files[value[1]], files[value[0]]
    elif what == "take":
        files[value[1]] = read(value[0])[value[1]]
    elif what == "write":
        files[value[0]] = value[1].encode()
    elif what == "replace":
        files[value[0]] = certificate_edits.replaced(files[value[0]].decode(), *value[1:]).encode()
    elif what == "golden":
        files[value[0]] = golden_edits.edited(files[value[0]], value[1])
    else:
        raise ValueError("unknown edit of a folder: " + what)


class Case:
    """One case, with its files by their paths, and what its command line may name."""

    def __init__(self, suite, description):
        self.lane, self.name = description["lane"], description["name"]
        self.verdict, self.why = description["verdict"], description["why"]
        rule = suite.verdicts[self.lane][self.verdict]
        self.exit, self.says = rule["exit"], rule.get("says")
        self.files, self.values, self.texts = {}, {}, {}
        if self.lane == "golden":
            data = golden_edits.edited(
                (HERE / description["of"]).read_bytes(), description.get("edits", []))
            self.add("golden", self.name + ".golden", data)
            if self.says:
                footer = len(data) - 36 - int.from_bytes(data[-36:-32], "little")
                self.says = self.says.format(content=data[footer + 46:footer + 78].hex())
        elif "folder" in description:
            files = suite.folder(description["folder"], description.get("edits", []))
            self.files.update({"folder/" + name: data for name, data in files.items()})
            self.values["folder"] = ["folder"]
            if self.lane == "root" and self.says:
                self.says = self.says.format(root=certificates.Folder(files).root())
        if self.lane == "certificate":
            self.read_certificate(suite, description)

    def read_certificate(self, suite, description):
        """Adds the certificate, and what its reader has beside it."""
        made = suite.certificate(description["certificate"])
        self.add("certificate", "certificate.intoto.jsonl", made.text())
        self.add_stamp("certificate", description.get("stamp"), made.payloads[2], "tsa" in description)
        self.values["pub"] = description.get("pub", [])
        self.texts["challenge"] = [description["challenge"]] if "challenge" in description else []
        if "plan" in description:
            payload, data = suite.plan(description["plan"])
            self.add("plan", "plan.intoto.jsonl", data)
            self.add_stamp("plan", description.get("planStamp"), payload, "tsa" in description)
            self.values["planPub"] = [description["planPub"]]
        if "tsa" in description:
            self.add("tsa", "authority.pem", b"".join(
                (STAMPS / (name + ".pem")).read_bytes() for name in description["tsa"]))

    def add_stamp(self, name, described, payload, is_read):
        """Puts a time-stamp, of a name alone or of a name and edits, beside a signed file."""
        if described is None:
            return
        if isinstance(described, str):
            described = {"of": described, "edits": []}
        imprint = hashlib.sha256(payload).digest()
        data = (STAMPS / (described["of"] + ".tsr")).read_bytes()
        data = stamp_edits.edited(data, described["edits"], imprint)
        if self.verdict == "PASSED" and is_read and imprint not in data:
            raise ValueError("a stamp of another statement: run stamps/make_stamps.py")
        self.files[self.values[name][0] + ".tsr"] = data

    def add(self, name, path, data):
        self.files[path], self.values[name] = data, [path]

    def write(self, top):
        """Writes the files to a folder; the words that a command line may have."""
        for name, data in self.files.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        keys = {name: [str(KEYS / (key + ".pub")) for key in self.values.get(name, [])]
                for name in ("pub", "planPub")}
        places = {name: [str(top / path) for path in paths] for name, paths in self.values.items()}
        return {**places, **keys, **self.texts}

    @property
    def fingerprint(self):
        """The same for two cases that are one."""
        files = {name if self.lane != "golden" else "": hashlib.sha256(data).hexdigest()
                 for name, data in self.files.items()}
        keys = [self.values.get(name) for name in ("pub", "planPub")]
        return json.dumps([self.lane, files, keys, self.texts], sort_keys=True)


class Suite:
    def __init__(self):
        self.data = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
        self.descriptions, self.verdicts = self.data["cases"], self.data["verdicts"]
        self.policy = hashlib.sha256((HERE / self.data["policy"]).read_bytes()).hexdigest()
        self.keys, self.bare = {}, {}

    def cases(self):
        for description in self.descriptions:
            try:
                yield Case(self, description)
            except Exception as error:
                raise ValueError("case %s: %r" % (description.get("name"), error)) from error

    def key(self, name):
        if name not in self.keys:
            self.keys[name] = signing.Key(
                *((KEYS / (name + ending)).read_text() for ending in (".key", ".pub")))
        return self.keys[name]

    def folder(self, name, edits=()):
        """The files of an experiment folder after edits: one that lies here, or one that is made of it."""
        made = self.data["folders"].get(name, {"of": name, "edits": []})
        files = read(made["of"])
        for edit in [*made["edits"], *edits]:
            edit_folder(files, edit)
        return files

    def certificate(self, described):
        """A certificate, of a name alone or of a name and edits."""
        if isinstance(described, str):
            described = {"of": described, "edits": []}
        return certificate_edits.Made(
            self, self.data["certificates"][described["of"]], described["edits"])

    def envelopes(self, name):
        """Those of a certificate without edits."""
        if name not in self.bare:
            self.bare[name] = self.certificate(name).envelopes
        return self.bare[name]

    def plan(self, name):
        """A signed plan: the statement's bytes, and the file."""
        description = self.data["plans"][name]
        files = self.folder(description["folder"], description.get("edits", []))
        folder = certificates.Folder(files)
        predicate = {"name": folder.name, "planned": len(folder.cells), "time": description["time"]}
        if "beacon" in description:
            predicate["beacon"] = draws.named_round(description["beacon"])
        made = certificates.statement(
            [certificates.resource("experiment.yaml", certificates.digest(folder.plan))],
            "seedproof:plan/v0.1", predicate)
        for *path, value in description.get("set", []):
            certificate_edits.put(made, path, value)
        payload = certificates.canonical(made)
        line = certificates.envelope(payload, [self.key(description["key"])])
        if "flip" in description:
            signature = line["signatures"][0]
            data = golden_edits.flipped(base64.b64decode(signature["sig"]), *description["flip"])
            signature["sig"] = base64.b64encode(data).decode()
        return payload, certificate_edits.line_of(line).encode() + b"\n"

    def commitment(self, described):
        """What a certificate says of a signed plan: of a name alone, or of a name and changes."""
        name, changes = (described, {}) if isinstance(described, str) else (
            described["of"], described["changes"])
        description = self.data["plans"][name]
        said = {"statement": certificates.digest(self.plan(name)[0]), "time": description["time"],
                "keyid": self.key(description["key"]).identifier}
        if "beacon" in description:
            said["beacon"] = draws.named_round(description["beacon"])
        return certificate_edits.merged(said, changes)
