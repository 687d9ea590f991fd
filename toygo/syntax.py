"""The text of a program → its tree, by a scanner and a grammar.

The grammar is written as Go's specification writes its own: "word", [may be absent], {repeated},
(this | that). What is tried first counts. Besides:

    x:rule        a part of the rule's Node; if the part has only words, their text
    rule,..       one or more, with commas between them
    {rule ";"}    any number, with separators between them and perhaps after the last
    rule()        one, or any number in parentheses
    < >           the head of a statement, where `T {` begins the block; not so within brackets
    !"text"       is outside of the subset

A rule without parts stands for the rule in it. A part that is absent is "" or None. Types,
expressions and statements are Nodes alike: the parser cannot always tell a type from an
expression."""
import ast
import re

GRAMMAR = r"""
file = "package" ("main" | !"a program is package main") ";" {(decl | Func) ";"} end
decl = "import" Import() | "var" Var() | "const" Const() | "type" TypeDecl()
Import = name:string
Var = names:name,.. type:[type] values:["=" expr,..]
Const = names:name,.. type:[type] values:["=" expr,..]
TypeDecl = name:name alias:["="] type:type
Func = "func" receiver:[params] name:name type:func body:block

type = "(" type ")" | ptr | slice | map | chan | "func" func | struct | interface
     | name "." !"types of packages are outside of the subset" | Name
ptr = "*" elem:type
slice = "[" "]" elem:type
map = "map" "[" key:type "]" elem:type
chan = dir:("<-" "chan" | "chan" "<-" | "chan") elem:type
func = params:params results:[params | Result]
params = "(" {Param ","} ")"
Param = names:name,.. dots:["..."] type:type | dots:["..."] type:type
Result = type:type
struct = "struct" "{" fields:{Field ";"} "}"
Field = ["*"] name (";" | "}" | ".") !"embedded fields are outside of the subset"
      | names:name,.. type:type
interface = "interface" "{" methods:{Method ";"} "}"
Method = name (";" | "}" | ".") !"embedded interfaces are outside of the subset"
       | name:name type:func

block = "{" {statement ";"} "}"
statement = Decls | Block | If | Range | For | TypeSwitch | Switch | Select | Go | Defer | Return
          | Break | Continue | Fallthrough | Labeled | simple
          | "goto" !"goto is outside of the subset"
Decls = decls:decl
Block = body:block
If = "if" < [init:[simple] ";"] cond:expr > then:block other:["else" (If | Block)]
Range = "for" < [left:expr,.. op:("=" | ":=")] "range" x:expr > body:block
For = "for" < (init:[simple] ";" cond:[expr] ";" post:[simple] | cond:[expr]) > body:block
Switch = "switch" < [init:[simple] ";"] tag:[expr] > "{" cases:{Case} "}"
Case = ("case" what:expr,.. | "default") ":" body:{statement ";"}
TypeSwitch = "switch" < [init:[simple] ";"] [name:name ":="] x:primary "." "(" "type" ")" >
             "{" cases:{TypeCase} "}"
TypeCase = ("case" what:type,.. | "default") ":" body:{statement ";"}
Select = "select" "{" cases:{Comm} "}"
Comm = ("case" what:simple | "default") ":" body:{statement ";"}
Go = "go" call:expr
Defer = "defer" call:expr
Return = "return" values:[expr,..]
Break = "break" label:[name]
Continue = "continue" label:[name]
Fallthrough = word:"fallthrough"
Labeled = label:name ":" stmt:statement
simple = left:expr,.. (op:assign right:expr,.. | op:("++" | "--") | op:"<-" right:expr,.. |)

unary = primary | Unary
Unary = op:("-" | "+" | "!" | "^" | "*" | "&" | "<-") x:unary
operand = paren | FuncLit | "func" func | slice | map | chan | struct | interface | Int | Char
        | String | float !"floating point is outside of the subset" | Name
paren = "(" expr ")"
FuncLit = "func" type:func body:block
Int = text:int
Char = text:char
String = text:string
Name = name:name
postfix = Assert | Selector | Call | Slice | Index | Composite
Assert = "." "(" type:type ")"
Selector = "." name:name
Call = "(" args:{expr ","} spread:["..."] ")"
Slice = "[" lo:[expr] ":" hi:[expr]
        ("]" | ":" !"slices with three indices are outside of the subset")
Index = "[" i:expr "]"
Composite = "{" items:{Item ","} "}"
Item = [key:element ":"] value:element
element = Composite | expr
"""
PRECEDENCE = {op: n for n, ops in enumerate(["||", "&&", "== != < <= > >=", "+ - | ^",
                                             "* / % << >> & &^"], 1) for op in ops.split()}
KEYWORDS = set("""break case chan const continue default defer else fallthrough for func go goto if
    import interface map package range return select struct switch type var""".split())
TOKEN = re.compile(r"""
    (?P<space>[ \t\r]+ | //[^\n]*) | (?P<comment>/\*.*?\*/) | (?P<newline>\n)
  | (?P<float>\d+\.\d* | \.\d+ | \d+[eE]\d+) | (?P<int>0[xX][\da-fA-F_]+ | 0[bBoO][\d_]+ | \d[\d_]*)
  | (?P<name>[^\W\d]\w*) | (?P<string>"(?:\\[abfnrtv\\"xuU0-7]|[^"\\\n])*" | `[^`]*`)
  | (?P<char>'(?:\\[abfnrtv\\'xuU0-7][^'\n]*|[^'\\\n])')
  | (?P<assign>(?:<<|>>|&\^|[-+*/%&|^:])?=(?!=))
  | (?P<op>\.\.\.|&&|\|\||<-|\+\+|--|[=!<>]=|<<|>>|&\^|[-+*/%&|^<>!()[\]{},;.:])""", re.S | re.X)


class Error(Exception):
    """A mistake in the program, or something outside of the subset."""
    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Fail(Exception):
    """A rule does not match: another may."""


class Node:
    x = names = dots = receiver = init = None  # of nodes whose rules have no such parts


    def __init__(self, kind, line, **parts):
        self.kind, self.line = kind, line
        self.__dict__.update(parts)


def tokens(text, line):
    """(kind, text, line) of each token. A line that ends in an operand or the like ends in ';'."""
    out, at = [], 0
    ends = {"break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}"}
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise Error(line, f"unexpected character {text[at]!r}")
        at, kind, word = m.end(), m.lastgroup, m.group()
        if kind == "newline" or kind == "comment" and "\n" in word:
            if out and (out[-1][0] not in ("op", "assign", "keyword") or out[-1][1] in ends):
                out.append(("op", ";", line))
        elif kind not in ("space", "comment"):
            out.append(("keyword" if word in KEYWORDS else kind, word, line))
        line += word.count("\n")
    return out + [("op", ";", line), ("end", "the end of the file", line)]


def value_of(n):
    """The constant of a literal: bytes, or a number."""
    if n.kind == "Int":
        return int(n.text, 8 if re.fullmatch(r"0[0-7_]+", n.text) else 0)
    if n.text[0] == "`":
        return n.text[1:-1].replace("\r", "").encode()
    value = ast.literal_eval("b" + re.sub(  # as Python writes bytes
        r"\\[^uU]|\\u(.{4})|\\U(.{8})|([^\x00-\x7f])", lambda m: m[0] if m.lastindex is None else
        "".join(f"\\x{b:02x}" for b in (m[3] or chr(int(m[1] or m[2], 16))).encode()), n.text))
    if n.kind == "String":
        return value
    return value[0] if n.text[1:3] == "\\x" else ord(value.decode())


def read_grammar(text):
    """Rule → its alternatives, lists of items (label, what, its parts); and its labels."""
    text = re.sub(r"(\w+)\(\)", r'("(" {\1 ";"} ")" | \1)', text)
    words = re.findall(r'"[^"]+"|\w+:|\w+|,\.\.|\S', text)

    def alternatives(labels):
        out = [[]]
        while words and words[0] not in "]})>" and words[1:2] != ["="]:
            word, label = words.pop(0), ""
            if word == "|":
                out.append([])
                continue
            if word[-1] == ":":
                word, label = words.pop(0), word[:-1]
                labels.append(label)
            if word in "[{(<":
                item = word, alternatives(labels)
                words.pop(0)
            elif word == "!":
                item = "!", words.pop(0)[1:-1]
            else:
                item = ("word", word[1:-1]) if word[0] == '"' else ("rule", word)
            if words and words[0] == ",..":
                item = words.pop(0), ("", *item)
            out[-1].append((label, *item))
        return out
    rules = {}
    while words:
        name, _, labels = words.pop(0), words.pop(0), []
        rules[name] = alternatives(labels), labels
    return rules


RULES = read_grammar(GRAMMAR)
CLASSES = ("name", "int", "float", "string", "char", "assign", "end")  # of tokens
BRACKETS = [("", "word", bracket) for bracket in "([{"]


class Parser:
    """Tries rules from the left to the right, and remembers what each came to at each place."""

    def __init__(self, text, line=1):
        self.tokens, self.at, self.header, self.memo = tokens(text, line), 0, False, {}
        self.far, self.expected = 0, set()  # the last token that something was tried for

    @property
    def line(self):
        return self.tokens[self.at][2]

    def parse(self, rule):
        try:
            return self.rule(rule)
        except Fail:
            (_, word, line), one = self.tokens[self.far], len(self.expected) == 1
            raise Error(line, f"{self.expected.pop()!r} expected, not {word!r}" if one
                        else f"unexpected {word!r}") from None

    def attempt(self, parse, *args):
        """What parse returns, or None if it fails."""
        state = self.at, self.header
        try:
            return parse(*args)
        except Fail:
            self.at, self.header = state

    def token(self, field, text):
        """Takes a token that is of this kind (field 0), or this word (field 1)."""
        if self.tokens[self.at][field] != text:
            if self.at > self.far:
                self.far, self.expected = self.at, set()
            if self.at == self.far:
                self.expected.add(text)
            raise Fail
        self.at += 1
        return self.tokens[self.at - 1][1]

    def rule(self, name):
        """What the rule makes of the tokens from here on."""
        key = name, self.at, self.header
        if key not in self.memo:
            self.memo[key] = self.attempt(lambda: (self.match(name), self.at))
        if self.memo[key] is None:
            raise Fail
        value, self.at = self.memo[key]
        return value

    def match(self, name):
        if name in CLASSES:
            return self.token(0, name)
        if hasattr(self, "rule_" + name):
            return getattr(self, "rule_" + name)()
        (alternatives, labels), line, header = RULES[name], self.line, self.header
        parts = dict.fromkeys(labels)
        self.header = header and alternatives[0][0] not in BRACKETS
        value = self.alternatives(alternatives, parts)
        self.header = header
        return Node(name, line, **parts) if labels else value

    def alternatives(self, alternatives, parts):
        for items in alternatives:
            mine = {}
            found = self.attempt(self.sequence, items, mine)
            if found:
                parts.update(mine)
                return found[0]
        raise Fail

    def sequence(self, items, parts):
        """A list with the first value that an item makes."""
        values = [self.item(*item, parts) for item in items]
        return [v for v in values if v is not None][:1] or [None]

    def item(self, label, what, part, parts):
        """What an item makes; if it has a label, that goes to the parts."""
        start, header, value = self.at, self.header, None
        if what == "word":
            self.token(1, part)
        elif what == "rule":
            value = self.rule(part)
        elif what == "!":
            raise Error(self.line, part)
        elif what == ",..":
            value = [self.item(*part, parts)]
            while self.attempt(self.token, 1, ","):
                value.append(self.item(*part, parts))
        elif what == "{":
            value = self.repeated(*part[0], parts)
        elif what == "[":
            value = self.attempt(self.alternatives, part, parts)
        else:
            self.header = header or what == "<"
            value = self.alternatives(part, parts)
            self.header = header
        if not label:
            return value
        words = "".join(word for _, word, _ in self.tokens[start:self.at])
        parts[label] = words if value is None else value

    def repeated(self, item, *rest):
        (*separators, parts), out = rest, []
        words = [word for _, _, word in separators]
        while True:
            while words == [";"] and self.attempt(self.token, 1, ";"):
                pass
            found = self.attempt(self.item, *item, parts)
            if found is None:
                return out
            out.append(found)
            if words and not self.attempt(self.token, 1, *words):
                return out

    # Rules that the grammar does not describe.

    def rule_decl(self):
        """A list; a constant without a value has that of the one before, with the next iota."""
        decls = self.alternatives(RULES["decl"][0], {})
        decls = decls if isinstance(decls, list) else [decls]
        for i, d in enumerate(decls):
            d.iota = i
            if d.kind == "Const" and i and not d.values:
                d.type, d.values = decls[i - 1].type, decls[i - 1].values
        return decls

    def rule_expr(self, above=0):
        x = self.rule("unary")
        while PRECEDENCE.get(self.tokens[self.at][1], 0) > above:
            line, op = self.line, self.tokens[self.at][1]
            self.at += 1
            x = Node("Binary", line, op=op, x=x, y=self.rule_expr(PRECEDENCE[op]))
        return x

    def rule_primary(self):
        x = self.rule("operand")
        while self.tokens[self.at][1] != "{" or x.kind in ("slice", "map", "struct") or \
                x.kind == "Name" and not self.header:
            part = self.attempt(self.rule, "postfix")
            if not part:
                break
            part.x, x = x, part
        return x
