"""The sentences of `embedded/acceptability` and their tokens.

Part of the second implementation (second_implementation.py). What a sentence is drawn from stands in
Sources/Tasks/README.md ("The embedded tasks"), which says by examples only what the grammar is: the choices
and their order follow Sources/Tasks/Embedded. The header of a golden has the SHA-256 of each set and of the
vocabulary, so sentences that differ are found before a trial begins.
"""

import re

from second_streams import EMBEDDED_DATA, WordStream

SEED, DEVELOPMENT, TRAINING = 2020, 0, 1
COUNTS = {DEVELOPMENT: 250, TRAINING: 1000}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SINGULAR, PLURAL = 0, 1

# Nouns: singular and plural. The first four that can bind a reflexive are masculine, the others feminine.
GENDERED = [
    ("king", "kings"), ("boy", "boys"), ("man", "men"), ("actor", "actors"),
    ("queen", "queens"), ("girl", "girls"), ("woman", "women"), ("actress", "actresses")]
PERSONS = GENDERED + [
    ("artist", "artists"), ("senator", "senators"), ("doctor", "doctors"), ("pilot", "pilots"),
    ("lawyer", "lawyers"), ("teacher", "teachers"), ("student", "students"), ("child", "children")]
THINGS = [(noun, noun + "s") for noun in (
    "car", "book", "picture", "garden", "bridge", "letter", "house", "table")]

# Verbs: base, past, participle.
IMPERSONAL = [
    ("admire", "admired", "admired"), ("praise", "praised", "praised"),
    ("describe", "described", "described"), ("mention", "mentioned", "mentioned"),
    ("avoid", "avoided", "avoided"), ("protect", "protected", "protected"),
    ("find", "found", "found")]
PERSONAL = [
    ("blame", "blamed", "blamed"), ("thank", "thanked", "thanked"), ("greet", "greeted", "greeted"),
    ("invite", "invited", "invited"), ("overthrow", "overthrew", "overthrown")]
TRANSITIVE = IMPERSONAL + PERSONAL
INTRANSITIVE = [
    ("sleep", "slept", "slept"), ("laugh", "laughed", "laughed"), ("smile", "smiled", "smiled"),
    ("arrive", "arrived", "arrived"), ("wait", "waited", "waited"),
    ("wander", "wandered", "wandered")]
SAYING = [
    ("think", "thought", "thought"), ("say", "said", "said"), ("believe", "believed", "believed")]
KNOWING = [
    ("know", "knew", "known"), ("forget", "forgot", "forgotten"),
    ("remember", "remembered", "remembered")]
ADJECTIVES = (
    "old young tall clever famous quiet kind un+kind happy un+happy care+ful care+less fear+less "
    "thought+ful").split()
PREPOSITIONS = ["near", "behind", "beside", "with"]
DETERMINERS = [["this", "that", "every", "each"], ["these", "those", "many", "few"]]
FUNCTION_WORDS = (
    "the a an some no any ever and that by who what will has have do does did is are was were "
    "himself herself themselves . ?").split()

PHENOMENA = (["agreement"] * 4 + ["question"] * 2 + [
    "passive", "coordination", "determiner", "reflexive", "polarity", "gap", "order"])
TENSES = ["present", "past", "perfect", "future"]


def finite(verb, number, tense):
    """The verb in a tense, agreeing with `number`."""
    base, past, participle = verb
    return {"present": [[base + "s"], [base]][number], "past": [past],
            "perfect": [["has", "have"][number], participle], "future": ["will", base]}[tense]


def reflexive_pronoun(noun, number):
    if number == PLURAL:
        return "themselves"
    return "himself" if GENDERED.index(noun) < 4 else "herself"


class Grammar:
    """Makes one sentence; each choice takes one bounded integer of the stream."""

    def __init__(self, stream):
        self.stream = stream

    def sentence(self):
        """(class, text)"""
        phenomenon = self.pick(PHENOMENA)
        acceptable = self.chance(3, 5)
        words, mark = getattr(self, phenomenon)(acceptable), "."
        if words[-1] == "?":
            words, mark = words[:-1], "?"
        for index in range(len(words) - 1):
            if words[index] == "a" and words[index + 1][0] in "aeiou":
                words[index] = "an"
        text = " ".join(words) + mark
        return int(acceptable), text[0].upper() + text[1:]

    def pick(self, choices):
        return choices[self.stream.bounded(len(choices))]

    def chance(self, count, total):
        return self.stream.bounded(total) < count

    def number(self):
        return self.pick([SINGULAR, PLURAL])

    def tense(self):
        return self.pick(TENSES)

    # Phrases

    def phrase(self, number=None, nouns=PERSONS, determiner=None):
        """(words, number, noun)"""
        number = self.number() if number is None else number
        noun = self.pick(nouns)
        words = [determiner or self.pick(["the", "the", "the", ["a", "some"][number]])]
        if self.chance(1, 5):
            words.append(self.pick(ADJECTIVES).replace("+", ""))
        return words + [noun[number]], number, noun

    def object(self, verb):
        return self.phrase(nouns=PERSONS if verb in PERSONAL or self.chance(1, 2) else THINGS)[0]

    def prepositional(self):
        return [self.pick(PREPOSITIONS)] + self.phrase()[0]

    def object_relative(self, phrase=None):
        words, number, _ = phrase or self.phrase()
        return ["that"] + words + finite(self.pick(TRANSITIVE), number, self.tense())

    def subject_relative(self, number):
        verb = self.pick(TRANSITIVE)
        tense = self.pick(["past", "present"])
        return ["that"] + finite(verb, number, tense) + self.object(verb)

    # Phenomena

    def agreement(self, acceptable):
        words, number, _ = self.phrase()
        kind = self.pick([0, 1, 1, 2, 2, 3])
        if kind == 1:
            words = words + self.prepositional()
        elif kind == 2:
            words = words + self.object_relative()
        elif kind == 3:
            words = words + self.subject_relative(number)
        return self.agreeing(words, number, acceptable)

    def coordination(self, acceptable):
        words = self.phrase(SINGULAR)[0] + ["and"] + self.phrase(SINGULAR)[0]
        return self.agreeing(words, PLURAL, acceptable)

    def agreeing(self, subject, number, acceptable):
        shown = number if acceptable else 1 - number
        tense = self.pick(["present", "perfect"])
        verb = self.pick(INTRANSITIVE if self.chance(1, 4) else TRANSITIVE)
        rest = self.object(verb) if verb in TRANSITIVE else []
        return subject + finite(verb, shown, tense) + rest

    def question(self, acceptable):
        words, number, _ = self.phrase()
        kind = self.pick([0, 1, 2])
        if kind:
            words = words + (self.prepositional() if kind == 1 else self.object_relative())
        shown = number if acceptable else 1 - number
        verb = self.pick(TRANSITIVE)
        perfect = self.chance(1, 2)
        first = [["does", "do"], ["has", "have"]][perfect][shown]
        return [first] + words + [verb[2] if perfect else verb[0]] + self.object(verb) + ["?"]

    def passive(self, acceptable):
        words, number, _ = self.phrase()
        if self.chance(1, 2):
            words = words + self.prepositional()
        shown = number if acceptable else 1 - number
        form = [["is", "are"], ["was", "were"]][self.chance(1, 2)][shown]
        return words + [form, self.pick(TRANSITIVE)[2], "by"] + self.phrase()[0]

    def determiner(self, acceptable):
        number = self.number()
        word = self.pick(DETERMINERS[number if acceptable else 1 - number])
        marked = self.phrase(number, determiner=word)[0]
        verb = self.pick(TRANSITIVE)
        tense = self.pick(["past", "future"])
        if self.chance(1, 2):
            modifier = self.prepositional() if self.chance(1, 3) else []
            return marked + modifier + finite(verb, number, tense) + self.object(verb)
        words, number, _ = self.phrase()
        return words + finite(verb, number, tense) + marked

    def reflexive(self, acceptable):
        words, number, noun = self.phrase(nouns=GENDERED)
        bound = reflexive_pronoun(noun, number)
        other = self.phrase(nouns=GENDERED)
        while reflexive_pronoun(other[2], other[1]) == bound:
            other = self.phrase(nouns=GENDERED)
        pronoun = bound if acceptable else reflexive_pronoun(other[2], other[1])
        rest = finite(self.pick(TRANSITIVE), number, self.tense()) + [pronoun]
        kind = self.pick([0, 1, 2])
        if kind == 0:
            return words + [self.pick(PREPOSITIONS)] + other[0] + rest
        if kind == 1:
            return words + self.object_relative(other) + rest
        lead = finite(self.pick(SAYING), other[1], self.tense())
        return other[0] + lead + ["that"] + words + rest

    def polarity(self, acceptable):
        number = self.number()
        if self.chance(1, 2):
            plain, licensing = [["the", "a"], ["the", "some"]], [["no"], ["no", "few"]]
            word = self.pick((licensing if acceptable else plain)[number])
            subject = self.phrase(number, determiner=word)[0]
        else:
            subject = self.phrase(number, determiner="no" if acceptable else "the")[0]
            inner = self.phrase(determiner="the" if acceptable else "no")
            subject = subject + self.object_relative(inner)
        verb = self.pick(TRANSITIVE)
        words = finite(verb, number, self.pick(["past", "perfect"]))
        if self.chance(1, 2):
            return subject + words[:-1] + ["ever", words[-1]] + self.object(verb)
        noun = self.pick(PERSONS if verb in PERSONAL else PERSONS + THINGS)
        return subject + words + ["any", noun[self.number()]]

    def gap(self, acceptable):
        asks = self.chance(1, 2)
        has_object = asks != acceptable
        words, number, _ = self.phrase()
        verb = self.pick(TRANSITIVE)
        word = self.pick(["who"] if verb in PERSONAL else ["who", "what"])
        if self.chance(1, 2):
            lead = finite(self.pick(KNOWING), number, self.tense())
            inner, inner_number, _ = self.phrase()
            predicate = finite(verb, inner_number, self.pick(["past", "perfect", "future"]))
            rest = self.object(verb) if has_object else []
            return words + lead + [word if asks else "that"] + inner + predicate + rest
        form = self.pick(["did", "will"])
        modifier = self.prepositional() if self.chance(1, 3) else []
        rest = self.object(verb) if has_object else []
        return [word] * asks + [form] + words + modifier + [verb[0]] + rest + ["?"]

    def order(self, acceptable):
        words, number, _ = self.phrase()
        verb = finite(self.pick(TRANSITIVE), number, self.tense())
        object_words = self.phrase()[0]
        kind = None if acceptable else self.pick([0, 1, 2, 3])
        if kind == 0:
            return words[-1:] + words[:-1] + verb + object_words
        if kind == 1:
            return words + verb + object_words[-1:] + object_words[:-1]
        if kind == 2:
            return words + object_words + verb
        return verb + words + object_words if kind == 3 else words + verb + object_words


def acceptability():
    """The sets by their sites, as (class, text): Tasks, The embedded tasks."""
    seen, sets = set(), {}
    for site, count in COUNTS.items():
        sets[site], attempt = [], 0
        while len(sets[site]) < count:
            label, text = Grammar(WordStream(EMBEDDED_DATA, SEED, attempt, site)).sentence()
            if text not in seen:
                sets[site].append((label, text))
            seen.add(text)
            attempt += 1
    return sets


def vocabulary():
    """The word pieces in the order of their ids: Tasks, The embedded tasks."""
    pieces = set(FUNCTION_WORDS + PREPOSITIONS + DETERMINERS[0] + DETERMINERS[1])
    pieces.update(form for noun in PERSONS + THINGS for form in noun)
    for base, past, participle in TRANSITIVE + INTRANSITIVE + SAYING + KNOWING:
        pieces.update([base, base + "s", past, participle])
    for adjective in ADJECTIVES:
        first, *rest = adjective.split("+")
        pieces.update([first, *("##" + piece for piece in rest)])
    return SPECIAL + sorted(pieces)


def tokens(text, ids):
    """Word pieces of a text of ASCII letters and punctuation, without special tokens."""
    found = []
    for word in re.findall(r"[a-z]+|[^\sa-z]", text.lower()):
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            end = next(end for end in range(len(word), start, -1) if prefix + word[start:end] in ids)
            found.append(ids[prefix + word[start:end]])
            start = end
    return found


def encoded(first, second, ids):
    """(ids, types) of [CLS] first [SEP], or of [CLS] first [SEP] second [SEP]."""
    out = [ids["[CLS]"], *tokens(first, ids), ids["[SEP]"]]
    types = [0] * len(out)
    if second is not None:
        rest = [*tokens(second, ids), ids["[SEP]"]]
        out, types = out + rest, types + [1] * len(rest)
    return out, types
