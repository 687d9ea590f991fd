"""The text of a program → its tree: tokens, then a parser by recursive descent. Types, expressions
and statements are Nodes alike, because the parser cannot always tell a type from an expression."""
import ast
import re

FIELDS = {kind: fields.split() for kind, *fields in [line.split(" ", 1) for line in """
Import path|Var names type values|Const names type values iota|TypeDecl name alias type
Func name receiver type body|Pointer elem|SliceOf elem|MapOf key elem|ChanOf dir elem
FuncType params results variadic|StructType fields|InterfaceType methods
Decls decls|Block body|Go call|Defer call|Return values|Break label|Continue label|Fallthrough
Labeled label stmt|Assign op left right|Define op left right|Send chan value|Expr x
If init cond then other|For init cond post body|Range left define x body
Switch init tag cases|TypeSwitch init name x cases|Select cases
Name name|Int value rune|String value|Unary op x|Binary op x y|FuncLit type body|Assert x type
Selector x name|Call fn args spread|Index x i|Slice x lo hi|Composite type items|Done v
""".strip().replace("\n", "|").split("|")] for fields in [" ".join(fields)]}
KEYWORDS = set("""break case chan const continue default defer else fallthrough for func go goto if
    import interface map package range return select struct switch type var""".split())
TOKEN = re.compile(r"""
    (?P<space>[ \t\r]+ | //[^\n]*) | (?P<comment>/\*.*?\*/) | (?P<newline>\n)
  | (?P<float>\d+\.\d* | \.\d+ | \d+[eE]\d+) | (?P<int>0[xX][\da-fA-F_]+ | 0[bBoO][\d_]+ | \d[\d_]*)
  | (?P<name>[^\W\d]\w*) | (?P<string>"(?:\\.|[^"\\\n])*" | `[^`]*`)
  | (?P<char>'(?:\\.[^'\n]*|[^'\\\n])')
  | (?P<op><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[=!<>:+\-*/%&|^]=|<<|>>|&\^
      |[-+*/%&|^<>=!()[\]{},;.:])""", re.S | re.X)
BINARY = {op: n for n, ops in enumerate(["||", "&&", "== != < <= > >=", "+ - | ^",
                                         "* / % << >> & &^"], 1) for op in ops.split()}
TYPES = ("[", "map", "chan", "struct", "interface")


class Error(Exception):
    """A mistake in the program, or something outside of the subset."""
    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


def need(good, where, text):
    """where: a node, or the parser."""
    if not good:
        raise Error(where.line, text)


class Node:
    def __init__(self, kind, line, *parts):
        self.kind, self.line = kind, line
        self.__dict__.update(zip(FIELDS[kind], parts))


def unquote(text, line):
    """The bytes of a string or character literal."""
    if text[0] == "`":
        return text[1:-1].replace("\r", "").encode()
    out = b""
    for part in re.findall(r"\\(?:x..|u.{4}|U.{8}|[0-7]{3}|.)|[^\\]+", text[1:-1]):
        if re.match(r"\\x|\\[0-7]", part):  # a byte, not a character
            out += bytes([int(part[2:], 16) if part[1] == "x" else int(part[1:], 8)])
        else:
            try:
                out += part.encode() if part[0] != "\\" else ast.literal_eval(f'"{part}"').encode()
            except SyntaxError:
                raise Error(line, "bad escape " + part) from None
    return out


def tokens(text):
    """(kind, text, line) of each token. A line that ends in an operand or the like ends in ';'."""
    out, at, line = [], 0, 1
    ends = {"break", "continue", "fallthrough", "return", "++", "--", ")", "]", "}"}
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise Error(line, f"unexpected character {text[at]!r}")
        at, kind, word = m.end(), m.lastgroup, m.group()
        if kind == "newline" or kind == "comment" and "\n" in word:
            if out and (out[-1][0] not in ("op", "keyword") or out[-1][1] in ends):
                out.append(("op", ";", line))
        elif kind not in ("space", "comment"):
            out.append(("keyword" if word in KEYWORDS else kind, word, line))
        line += word.count("\n")
    return out + [("op", ";", line), ("end", "the end of the file", line)]


class Parser:
    def __init__(self, text):
        self.tokens, self.at = tokens(text), 0
        self.header = False  # in the head of a statement, where `T {` begins the block

    @property
    def line(self):
        return self.tokens[self.at][2]

    def kind(self, ahead=0):
        return self.tokens[self.at + ahead][0]

    def node(self, kind, *parts, line=None):
        return Node(kind, line or self.line, *parts)

    def peek(self, *words):
        return self.tokens[self.at][1] in words and self.kind() in ("op", "keyword")

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1][1]

    def accept(self, word):
        found = self.peek(word)
        self.at += found
        return found

    def expect(self, word):
        need(self.accept(word), self, f"{word!r} expected, not {self.tokens[self.at][1]!r}")

    def name(self):
        need(self.kind() == "name", self, f"a name expected, not {self.tokens[self.at][1]!r}")
        return self.next()

    def list(self, parse):
        out = [parse()]
        while self.accept(","):
            out.append(parse())
        return out

    def until(self, end, parse, separator=","):
        """What parse returns for each item up to the closing bracket."""
        items, header, self.header = [], self.header, False
        while not self.peek(end):
            items.append(parse())
            if not self.accept(separator):
                break
        self.expect(end)
        self.header = header
        return items

    # Declarations and types.

    def file(self):
        self.expect("package")
        need(self.name() == "main", self, "a program is package main")
        self.expect(";")
        decls = []
        while self.kind() != "end":
            if self.accept("import"):
                decls += self.group(lambda: self.node("Import", self.next().strip('"')))
            else:
                decls += [self.func()] if self.accept("func") else self.declaration()
            self.expect(";")
            while self.accept(";"):
                pass
        return decls

    def group(self, parse):
        return self.until(")", parse, ";") if self.accept("(") else [parse()]

    def declaration(self):
        line, word = self.line, self.next()
        if word == "type":
            return self.group(lambda: self.node("TypeDecl", self.name(), self.accept("="),
                                                self.type()))
        if word not in ("var", "const"):
            raise Error(line, f"a declaration expected, not {word!r}")
        decls = self.group(self.var)
        for i, d in enumerate(decls if word == "const" else []):
            if not d.values and i:  # as in the line before, with the next iota
                d.values, d.type = decls[i - 1].values, decls[i - 1].type
            decls[i] = Node("Const", d.line, d.names, d.type, d.values, i)
        return decls

    def var(self):
        line, names = self.line, self.list(self.name)
        type = None if self.peek("=", ";", ")") else self.type()
        return Node("Var", line, names, type, self.list(self.expr) if self.accept("=") else [])

    def func(self):
        line = self.line
        receiver = self.params()[0][0] if self.peek("(") else None
        return Node("Func", line, self.name(), receiver, self.signature(), self.block())

    def type(self):
        line, word = self.line, self.tokens[self.at][1]
        if self.kind() == "name":
            need(self.tokens[self.at + 1][1] != ".", self,
                 "types of packages are outside of the subset")
            return self.node("Name", self.name())
        self.next()
        if word == "*":
            return Node("Pointer", line, self.type())
        if word == "[":
            self.expect("]")
            return Node("SliceOf", line, self.type())
        if word == "map":
            self.expect("[")
            key = self.type()
            self.expect("]")
            return Node("MapOf", line, key, self.type())
        if word == "<-":
            self.expect("chan")
            return Node("ChanOf", line, 1, self.type())
        if word == "chan":
            return Node("ChanOf", line, 2 if self.accept("<-") else 3, self.type())
        if word == "func":
            return self.signature()
        if word == "struct":
            self.expect("{")
            return Node("StructType", line, sum(self.until("}", self.field, ";"), []))
        if word == "interface":
            self.expect("{")
            return Node("InterfaceType", line, self.until("}", self.method, ";"))
        if word != "(":
            raise Error(line, f"a type expected, not {word!r}")
        type = self.type()
        self.expect(")")
        return type

    def field(self):
        names = self.list(self.name) if not self.peek("*") else []
        need(names and not self.peek(";", "}", "."), self,
             "embedded fields are outside of the subset")
        type = self.type()
        return [(name, type) for name in names]

    def method(self):
        name = self.name()
        need(self.peek("("), self, "embedded interfaces are outside of the subset")
        return name, self.signature()

    def signature(self):
        line, (params, variadic), results = self.line, self.params(), []
        if self.peek("("):
            results = self.params()[0]
        elif self.kind() == "name" or self.peek("*", "func", "<-", *TYPES):
            results = [("", self.type())]
        return Node("FuncType", line, params, results, variadic)

    def params(self):
        """[(name, type)], and whether the last one is variadic."""
        variadic = []

        def param():
            name = None
            if self.kind() == "name" and self.tokens[self.at + 1][1] not in (",", ")", "."):
                name = self.name()
            if self.accept("..."):
                variadic.append(True)
            return name, self.type()
        self.expect("(")
        items = self.until(")", param)
        if any(name for name, _ in items):  # a, b int: the type of a is b's
            for i in reversed(range(len(items))):
                if items[i][0] is None:
                    items[i] = items[i][1].name, items[i + 1][1]
        return [(name or "", type) for name, type in items], bool(variadic)

    # Statements.

    def block(self):
        self.expect("{")
        body = self.statements()
        self.expect("}")
        return body

    def statements(self):
        out, header, self.header = [], self.header, False
        while not self.peek("}", "case", "default"):
            if not self.peek(";"):
                out.append(self.statement())
            if not self.peek("}"):
                self.expect(";")
        self.header = header
        return out

    def statement(self):
        line = self.line
        if self.peek("var", "const", "type"):
            return Node("Decls", line, self.declaration())
        if self.peek("{"):
            return Node("Block", line, self.block())
        for word in ("if", "for", "switch", "select"):
            if self.accept(word):
                return getattr(self, word + "_")(line)
        if self.peek("go", "defer"):
            return Node(self.next().capitalize(), line, self.expr())
        if self.accept("return"):
            return Node("Return", line, [] if self.peek(";", "}") else self.list(self.expr))
        if self.peek("break", "continue", "fallthrough"):
            word = self.next().capitalize()
            return Node(word, line, None if self.peek(";", "}") else self.name())
        need(not self.peek("goto"), self, "goto is outside of the subset")
        if self.kind() == "name" and self.tokens[self.at + 1][1] == ":":
            label, _ = self.name(), self.next()
            return Node("Labeled", line, label, self.statement())
        return self.simple()

    def simple(self):
        """An assignment, an expression, a send; or the clause of a range, without its body."""
        line = self.line
        left = [] if self.peek("range") else self.list(self.expr)
        op = self.next() if self.peek(":=", "=", "++", "--", "<-") else ""
        if self.accept("range"):
            return Node("Range", line, left, op == ":=", self.expr())
        if op in (":=", "="):
            return Node("Define" if op == ":=" else "Assign", line, "", left, self.list(self.expr))
        if op in ("++", "--"):
            return Node("Assign", line, op[0], left, [Node("Int", line, 1, False)])
        if op == "<-":
            return Node("Send", line, left[0], self.expr())
        if self.kind() == "op" and self.tokens[self.at][1][:-1] in BINARY and \
                self.tokens[self.at][1][-1] == "=":
            return Node("Assign", line, self.next()[:-1], left, [self.expr()])
        return Node("Expr", line, left[0])

    def head(self):
        """[init; [statement [; post]]] or [statement] before a block: three nodes or Nones."""
        header, self.header, parts = self.header, True, []
        while True:
            parts.append(None if self.peek("{", ";") else self.simple())
            if not self.accept(";"):
                break
        self.header = header
        return [None] * (len(parts) == 1) + parts + [None] * (len(parts) < 3)

    def if_(self, line):
        init, cond, _ = self.head()
        then = self.block()
        return Node("If", line, init, cond.x, then,
                    [self.statement()] if self.accept("else") else [])

    def for_(self, line):
        init, cond, post = self.head()
        body = self.block()
        if cond and cond.kind == "Range":
            cond.body = body
            return cond
        return Node("For", line, init, cond and cond.x, post, body)

    def switch_(self, line):
        init, tag, _ = self.head()
        x = tag and (tag.right[0] if tag.kind == "Define" else tag.x)
        if x and x.kind == "Assert" and x.type is None:
            name = tag.left[0].name if tag.kind == "Define" else ""
            return Node("TypeSwitch", line, init, name, x.x,
                        self.cases(lambda: self.list(self.type)))
        return Node("Switch", line, init, x, self.cases(lambda: self.list(self.expr)))

    def select_(self, line):
        return Node("Select", line, self.cases(self.simple))

    def cases(self, parse):
        """[(what stands after case, or None for default; the body)]"""
        out = []
        self.expect("{")
        while not self.accept("}"):
            what = None
            if not self.accept("default"):
                self.expect("case")
                what = parse()
            self.expect(":")
            out.append((what, self.statements()))
        return out

    # Expressions.

    def expr(self, above=0):
        x = self.unary()
        while self.kind() == "op" and BINARY.get(self.tokens[self.at][1], 0) > above:
            line, op = self.line, self.next()
            x = Node("Binary", line, op, x, self.expr(BINARY[op]))
        return x

    def unary(self):
        line = self.line
        if self.peek("<-") and self.tokens[self.at + 1][1] == "chan":
            return self.primary(self.type())
        if self.peek("-", "+", "!", "^", "*", "&", "<-"):
            return Node("Unary", line, self.next(), self.unary())
        return self.primary(self.operand())

    def operand(self):
        kind, word, line = self.tokens[self.at]
        if self.peek(*TYPES):
            return self.type()
        self.next()
        if kind == "int":
            octal = re.fullmatch(r"0[0-7_]+", word)
            return Node("Int", line, int(word, 8 if octal else 0), False)
        if kind == "string":
            return Node("String", line, unquote(word, line))
        if kind == "char":
            value = unquote(word, line)
            return Node("Int", line, value[0] if word[1:3] == "\\x" else ord(value.decode()), True)
        if kind == "float":
            raise Error(line, "floating point is outside of the subset")
        if word == "(":
            x, = self.until(")", lambda: self.type() if self.peek("func") else self.expr())
            return x
        if word == "func":
            type = self.signature()
            return Node("FuncLit", line, type, self.block()) if self.peek("{") else type
        if kind != "name":
            raise Error(line, f"an expression expected, not {word!r}")
        return Node("Name", line, word)

    def primary(self, x):
        while True:
            line = self.line
            if self.accept("."):
                if self.accept("("):
                    x = Node("Assert", line, x, None if self.accept("type") else self.type())
                    self.expect(")")
                else:
                    x = Node("Selector", line, x, self.name())
            elif self.accept("("):
                args = self.until(")", lambda: (self.expr(), self.accept("...")))
                x = Node("Call", line, x, [a for a, _ in args], any(s for _, s in args))
            elif self.accept("["):
                parts = self.until("]", lambda: None if self.peek(":", "]") else self.expr(), ":")
                if len(parts) > 2:
                    raise Error(line, "slices with three indices are outside of the subset")
                if self.tokens[self.at - 2][1] == ":":
                    parts.append(None)
                x = Node("Index" if len(parts) == 1 else "Slice", line, x, *parts[:2])
            elif self.peek("{") and (x.kind in ("SliceOf", "MapOf", "StructType") or
                                     x.kind == "Name" and not self.header):
                x = self.composite(x)
            else:
                return x

    def composite(self, type):
        line = self.line
        self.expect("{")
        return Node("Composite", line, type, self.until("}", self.item))

    def item(self):
        """(key or None, value); a value that begins with { has the type of the elements."""
        value = self.composite(None) if self.peek("{") else self.expr()
        return (value, self.item()[1]) if self.accept(":") else (None, value)
