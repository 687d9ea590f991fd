"""The text of a program → its tree, by a scanner and a grammar.

The grammar is written as Go's specification writes its own: "word", [may be absent], {repeated},
(this | that). What is tried first counts. Besides:

    x:rule        a part of the rule's Node; if the part has only words, their text
    rule,..       one or more, with commas between them
    {rule ";"}    any number, with separators between them and perhaps after the last
    < >           the head of a statement, where `T {` begins the block; not so within brackets

A rule without parts stands for what is in it. A part that is absent is "" or None. Types,
expressions and statements are Nodes alike: the parser cannot always tell a type from an
expression."""
import ast
import re

GRAMMAR = r"""
file = "package" "main" ";" {(Decls | Func) ";"} end
Decls = "var" all:("(" {Var ";"} ")" | Var,..) | "const" all:("(" {Const ";"} ")" | Const,..)
      | "type" all:("(" {TypeDecl ";"} ")" | TypeDecl,..)
Var = names:name,.. type:[type] values:["=" expr,..]
Const = names:name,.. type:[type] values:["=" expr,..]
TypeDecl = name:name type:type
Func = "func" receiver:[params] name:name type:func body:block

type = "(" type ")" | ptr | slice | map | chan | "func" func | struct | interface | Name
ptr = "*" elem:type
slice = "[" "]" elem:type
map = "map" "[" key:type "]" elem:type
chan = dir:("<-" "chan" | "chan" "<-" | "chan") elem:type
func = params:params results:[params | Result]
params = "(" {Param ","} ")"
Param = names:name,.. type:type | type:type
Result = type:type
struct = "struct" "{" fields:{Field ";"} "}"
Field = names:name,.. type:type
interface = "interface" "{" methods:{Method ";"} "}"
Method = name:name type:func

block = "{" {statement ";"} "}"
statement = Decls | Block | If | Range | For | TypeSwitch | Switch | Select | Go | Return
          | Break | simple |
Block = body:block
If = "if" < [init:simple ";"] cond:expr > then:block other:["else" (If | Block)]
Range = "for" < [left:expr,.. op:("=" | ":=")] "range" x:expr > body:block
For = "for" < (init:[simple] ";" cond:[expr] ";" post:[simple] | cond:[expr]) > body:block
Switch = "switch" < [init:simple ";"] tag:[expr] > "{" cases:{Case} "}"
TypeSwitch = "switch" < [init:simple ";"] [name:name ":="] x:primary "." "(" "type" ")" >
             "{" cases:{Case} "}"
Select = "select" "{" cases:{Case} "}"
Case = ("case" what:simple | "default") ":" body:{statement ";"}
Go = how:("go" | "defer") call:expr
Return = "return" values:[expr,..]
Break = word:("break" | "continue")
simple = left:expr,.. (op:assign right:expr,.. | op:("++" | "--") | op:"<-" right:expr,.. |)

unary = primary | Unary
Unary = op:("-" | "+" | "!" | "^" | "*" | "&" | "<-") x:unary
operand = "(" expr ")" | FuncLit | "func" func | slice | map | chan | struct | interface
        | Literal | Name
FuncLit = "func" type:func body:block
Literal = text:(int | string)
Name = name:name
postfix = Assert | Selector | Call | Slice | Index | Composite
Assert = "." "(" type:type ")"
Selector = "." name:name
Call = "(" args:{expr ","} spread:["..."] ")"
Slice = "[" lo:[expr] ":" hi:[expr] "]"
Index = "[" i:expr "]"
Composite = "{" items:{Item ","} "}"
Item = [key:expr ":"] value:expr
"""
PRECEDENCE = {op: n for n, ops in enumerate(["||", "&&", "== != < <= > >=", "+ - | ^",
                                             "* / % << >> & &^"], 1) for op in ops.split()}
KEYWORDS = set("""break case chan const continue default defer else fallthrough for func go goto if
    import interface map package range return select struct switch type var""".split())
TOKEN = re.compile(r"""
    (?P<space>\s+ | //[^\n]* | /\*.*?\*/) | (?P<int>0[xX][\da-fA-F_]+ | 0[bBoO][\d_]+ | \d[\d_]*)
  | (?P<name>[^\W\d]\w*) | (?P<string>"(?:\\[^uUN\n] | [^"\\\n])*" | `[^`]*`)
  | (?P<assign>(?:<<|>>|&\^|[-+*/%&|^:])?=(?!=))
  | (?P<op>\.\.\.|&&|\|\||<-|\+\+|--|[=!<>]=|<<|>>|&\^|[-+*/%&|^<>!()[\]{},;.:])""", re.S | re.X)
CLASSES = "int", "string", "name", "assign", "end"


class Error(Exception):
    """A mistake in the program, or something outside of the subset."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Node:
    def __init__(self, kind, line, **parts):
        self.kind, self.line = kind, line
        self.__dict__.update(parts)

    def __getattr__(self, part):
        """None for a part that is absent."""


def tokens(text, line):
    """(kind, text, line, brackets around it) of each token. A line that ends in an operand or the
    like ends in ';'."""
    out, at, depth = [], 0, 0
    ends = {"break", "continue", "return", "++", "--", ")", "]", "}"}
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise Error(line, f"unexpected character {text[at]!r}")
        at, kind, word = m.end(), m.lastgroup, m.group()
        depth -= word in ")]}"
        if kind != "space":
            out.append(("keyword" if word in KEYWORDS else kind, word, line, depth))
        elif "\n" in word and out and (
                out[-1][0] not in ("op", "assign", "keyword") or out[-1][1] in ends):
            out.append(("op", ";", line, depth))
        depth += word in "([{"
        line += word.count("\n")
    return out + [("end", "the end of the file", line, 0)]


def value_of(text):
    """The constant that a literal stands for: bytes, or a number."""
    if text[0] == "`":
        return text[1:-1].replace("\r", "").encode()
    if text[0] == '"':
        return ast.literal_eval(text.encode().decode("latin-1")).encode("latin-1")
    return int(text, 0)


def read_grammar(text):
    """Rule → its alternatives, lists of items: a label, what it is, and of what it consists."""
    words, rules = re.findall(r'"[^"]+"|\w+:|\w+|,\.\.|\S', text), {}

    def alternatives():
        out = [[]]
        while words and words[0] not in "]})>" and words[1:2] != ["="]:
            word, label = words.pop(0), ""
            if word == "|":
                out.append([])
                continue
            if word[-1] == ":":
                word, label = words.pop(0), word[:-1]
            if word in "[{(<":
                item = word, alternatives()
                words.pop(0)
            else:
                item = ("word", word[1:-1]) if word[0] == '"' else ("rule", word)
            if words and words[0] == ",..":
                item = words.pop(0), [[("", *item), ("", "word", ",")]]
            out[-1].append((label, *item))
        return out
    while words:
        name, _ = words.pop(0), words.pop(0)
        rules[name] = alternatives()
    return rules


RULES = read_grammar(GRAMMAR)


class Parser:
    """Tries the alternatives of a rule from the left to the right. What matches gives a list of
    values; what does not, None."""

    def __init__(self, text, line=1):
        self.tokens = tokens(text + "\n", line)
        self.at = self.far = 0  # the next token, and the last one that something was tried for
        self.head = None        # how many brackets are around the head of a statement

    def parse(self, rule):
        found = self.rule(rule)
        if found is None:
            raise Error(self.tokens[self.far][2], f"unexpected {self.tokens[self.far][1]!r}")
        return found[0]

    def token(self, field, text):
        """Takes a token that is of this kind (field 0), or this word (field 1)."""
        self.far = max(self.far, self.at)
        if self.tokens[self.at][field] != text:
            return None
        self.at += 1
        return [self.tokens[self.at - 1][1]] if field == 0 else []

    def rule(self, name):
        if name in CLASSES:
            return self.token(0, name)
        if name in ("expr", "primary"):
            return getattr(self, name)()
        line, parts = self.tokens[self.at][2], {}
        found = self.alternatives(RULES[name], parts)
        return [Node(name, line, **parts)] if parts and found is not None else found

    def alternatives(self, alternatives, parts):
        start = self.at
        for items in alternatives:
            self.at, values, mine = start, [], {}
            for item in items:
                found = self.item(*item, mine)
                if found is None:
                    break
                values += found
            else:
                parts.update(mine)
                return values
        return None

    def item(self, label, what, of, parts):
        """The values of an item; if it has a label, they go to the parts."""
        start, head = self.at, self.head
        if what == "word":
            found = self.token(1, of)
        elif what == "rule":
            found = self.rule(of)
        elif what in ("{", ",.."):
            found = self.repeated(what, *of[0])
        else:
            self.head = self.tokens[start][3] if what == "<" else head
            found = self.alternatives(of, parts)
            self.head = head
            if what == "[" and found is None:
                found, self.at = [], start
        if not label or found is None:
            return found
        parts[label] = found[0] if found else "".join(t[1] for t in self.tokens[start:self.at])
        return []

    def repeated(self, what, item, *separators):
        values, end = [], self.at
        while (found := self.item(*item, {})) is not None:
            values, end = values + found, self.at
            if any(self.item(*separator, {}) is None for separator in separators):
                break
            end = self.at if what == "{" else end
        self.at = end
        return [values] if values or what == "{" else None

    # Rules that the grammar does not describe.

    def expr(self, above=0):
        x = self.rule("unary")
        while x and PRECEDENCE.get(self.tokens[self.at][1], 0) > above:
            _, op, line, _ = self.tokens[self.at]
            self.at += 1
            y = self.expr(PRECEDENCE[op])
            x = y and [Node("Binary", line, op=op, x=x[0], y=y[0])]
        return x

    def primary(self):
        x = self.rule("operand")
        while x and (self.tokens[self.at][1] != "{" or x[0].kind in ("slice", "map", "struct") or
                     x[0].kind == "Name" and self.tokens[self.at][3] != self.head):
            start, part = self.at, self.rule("postfix")
            if part is None:
                self.at = start
                break
            part[0].x, x = x[0], part
        return x
