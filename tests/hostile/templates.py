"""Hostile templates: name -> the files of a chart."""

from __future__ import annotations

Files = dict[str, str | bytes]


def _page(text: str, **more: str | bytes) -> Files:
    return {"templates/a.yaml": text, **{f"templates/{name}.tpl": value for name, value in more.items()}}


def _loop(count: int, body: str) -> str:
    return "{{ range $i := until %d }}%s{{ end }}" % (count, body)


_GROWN = '{{ $s := "0123456789" }}{{ range until 16 }}{{ $s = print $s $s }}{{ end }}'  # 640 KB
_TREE = '{{ $d := dict "a" 1 }}{{ range until 40 }}{{ $d = dict "a" $d "b" $d }}{{ end }}'
_RING = '{{ $d := dict }}{{ $_ := set $d "me" $d }}'
_LINE = '{{ define "d" }}{{ if . }}{{ include "d" (sub . 1) }}{{ else }}x{{ end }}{{ end }}'

RECURSION: dict[str, Files] = {
    "include itself": _page('{{ include "a" . }}', _a='{{ define "a" }}{{ include "a" . }}{{ end }}'),
    "include itself inside blocks": _page(
        '{{ include "a" . }}',
        _a='{{ define "a" }}{{ if true }}{{ with $ }}{{ range until 1 }}{{ include "a" $ | nindent 2 }}'
        "{{ end }}{{ end }}{{ end }}{{ end }}",
    ),
    "include in a circle": _page(
        '{{ include "n0" . }}',
        _a="".join(
            '{{ define "n%d" }}{{ include "n%d" . }}{{ end }}' % (each, (each + 1) % 300) for each in range(300)
        ),
    ),
    "include twice each": _page(
        '{{ include "a" 0 }}', _a='{{ define "a" }}{{ include "a" (add . 1) }}{{ include "a" (add . 1) }}{{ end }}'
    ),
    "include as a wide tree": _page(
        '{{ include "a" 25 }}',
        _a='{{ define "a" }}{{ if . }}{{ include "a" (sub . 1) }}{{ include "a" (sub . 1) }}{{ end }}{{ end }}',
    ),
    "template calls itself": _page('{{ template "a" . }}', _a='{{ define "a" }}{{ template "a" . }}{{ end }}'),
    "template as a wide tree": _page(
        '{{ template "a" 30 }}',
        _a='{{ define "a" }}{{ if . }}{{ template "a" (sub . 1) }}{{ template "a" (sub . 1) }}{{ end }}{{ end }}',
    ),
    "include deep in parentheses": _page(
        '{{ include "a" . }}', _a='{{ define "a" }}%sinclude "a" .%s{{ end }}' % ("{{ " + "(print " * 150, ")" * 150 + " }}")
    ),
    "tpl of itself": _page("{{ tpl .Values.t . }}") | {"values.yaml": "t: '{{ tpl .Values.t . }}'\n"},
    "tpl of itself, long": _page("{{ tpl .Values.t . }}")
    | {"values.yaml": "t: '{{ tpl .Values.t . }}%s'\n" % ("x" * 1_000_000)},
    "tpl of quoted tpl": _page('{{ $t := "x" }}{{ range until 40 }}{{ $t = printf "{{ tpl %q . }}" $t }}{{ end }}{{ tpl $t . }}'),
    "tpl that includes": _page('{{ include "a" . }}', _a='{{ define "a" }}{{ tpl "{{ include \\"a\\" . }}" . }}{{ end }}'),
    "tpl of new texts": _page(_loop(1_000_000, '{{ tpl (printf "{{ %d }}" $i) $ }}')),
    "tpl defines templates": _page(
        _loop(1_000_000, '{{ tpl (printf "{{ define \\"n%d\\" }}x{{ end }}" $i) $ }}'),
        _a="".join('{{ define "n%d" }}x{{ end }}' % each for each in range(2000)),
    ),
    "fails deep": _page('{{ include "d" 900 }}', _d=_LINE.replace("x", '{{ fail "deep" }}')),
    "self-containing dict": _page(_RING + "{{ toYaml $d }}{{ $d }}{{ toJson $d }}{{ deepCopy $d }}{{ merge $d $d }}"),
}

LOOPS: dict[str, Files] = {
    "range over 10^9": _page("{{ range 1000000000 }}{{ . }}{{ end }}"),
    "range over nothing much": _page("{{ range 1000000000 }}{{ end }}"),
    "until 10^9": _page(_loop(1_000_000_000, "x")),
    "untilStep": _page("{{ range untilStep 0 1000000000 1 }}x{{ end }}"),
    "seq": _page("{{ range splitList \" \" (seq 0 1000000000) }}x{{ end }}"),
    "until 10^6": _page(_loop(1_000_000, "{{ $i }}")),
    "nested ranges": _page(_loop(10_000, _loop(10_000, "{{ $i }}"))),
    "nested ranges with heavy bodies": _page(_loop(10_000, _loop(10_000, "{{ printf \"%d %s %q\" $i (sha256sum (toString $i)) (upper \"abc\") | indent 8 }}"))),
    "nested ranges of long actions": _page(_loop(10_000, _loop(10_000, "{{ add %s }}" % ("1 " * 10_000)))),
    "nested ranges of many actions": _page(_loop(10_000, _loop(10_000, "{{ . }}" * 1_000))),
    "nested ranges of nested ifs": _page(_loop(100_000, "{{ if $i }}{{ if $i }}" + "{{ $i }}" * 1_000 + "{{ end }}{{ end }}")),
    "ranges with functions": _page(_loop(1_000_000, "{{ $_ := (add $i 1 | mul 2 | toString | quote | upper | trunc 3) }}")),
    "conditions in loops": _page(_loop(1_000_000, "{{ if and (eq $i 1) (or $i (not $i)) }}x{{ end }}")),
    "range over a huge split": _page(_GROWN + '{{ range splitList "" $s }}{{ . }}{{ end }}'),
    "split over and over": _page(_GROWN + _loop(100_000, '{{ $x := splitList "" $s }}')),
    "range with break over a large dict": _page(
        "{{ $d := dict }}" + _loop(20_000, '{{ $_ := set $d (toString $i) $i }}')
        + _loop(100_000, "{{ range $k, $v := $d }}{{ break }}{{ end }}")
    ),
    "long text in a loop": _page(_loop(100_000, "x" * 100_000)),
    "template with long text in a loop": _page(_loop(100_000, '{{ template "t" }}'), _t='{{ define "t" }}%s{{ end }}' % ("x" * 100_000)),
    "include with long text in a loop": _page(_loop(100_000, '{{ include "t" . }}'), _t='{{ define "t" }}%s{{ end }}' % ("x" * 100_000)),
    "many failing actions": _page(_loop(1_000_000, "{{ nosuch }}{{ .a.b.c }}{{ add1 }}{{ index (list) 3 }}")),
    "while by recursion": _page('{{ template "w" 0 }}', _w='{{ define "w" }}{{ range until 1000 }}{{ template "v" }}{{ end }}{{ end }}{{ define "v" }}{{ range until 100000 }}{{ end }}{{ end }}'),
}  # fmt: skip

_DOUBLE = '{{ $s := "xxxxxxxxxx" }}{{ range until 64 }}{{ $s = %s }}{{ end }}{{ $s }}'

GROWTH: dict[str, Files] = {
    name: _page(_DOUBLE % expression)
    for name, expression in {
        "print": "print $s $s",
        "println": "println $s $s",
        "printf": 'printf "%s%s" $s $s',
        "printf %q": 'printf "%q%q" $s $s',
        "printf %x": 'printf "%x" $s',
        "printf width": 'printf "%2000000000d" 1',
        "printf star": 'printf "%*d" 2000000000 1',
        "printf precision": 'printf "%.2000000000f" 1.0',
        "cat": "cat $s $s",
        "join": "join $s (list $s $s $s)",
        "replace": 'replace "x" "xx" $s',
        "replace nothing": 'replace "" "xxxx" $s',
        "repeat": "repeat 2 $s",
        "repeat 10^9": "repeat 1000000000 $s",
        "indent": "indent (len $s) $s",
        "nindent": "nindent 1000000000 $s",
        "quote": "quote $s $s",
        "b64enc": "b64enc (b64enc (b64enc $s))",
        "toJson": "toJson (list $s $s)",
        "toYaml": "toYaml (list $s $s)",
        "toString": "list $s $s",
        "wrapWith": 'wrapWith 1 "xxxxxxxxxxxxxxxxxxxx" $s',
        "regexReplaceAll": 'regexReplaceAll "x" $s "${0}${0}${0}"',
        "regexReplaceAll of itself": 'regexReplaceAll "x" $s $s',
        "html": "html (print \"<\" $s $s)",
        "urlquery": 'urlquery (print "%" $s $s)',
        "a wide character": 'print "\\U0001F600" $s $s',
        "append": "append (list $s) $s | toString",
        "tpl": 'tpl "{{ . }}{{ . }}" $s',
        "include": 'include "twice" $s',
        "snakecase": 'snakecase (print "aB" $s $s)',
        "shuffle": "print (shuffle $s) $s",
    }.items()
}
for _files in GROWTH.values():
    _files["templates/_twice.tpl"] = '{{ define "twice" }}{{ . }}{{ . }}{{ end }}'

GROWTH |= {
    "list append": _page("{{ $l := list }}" + _loop(1_000_000, "{{ $l = append $l $i }}")),
    "list concat": _page("{{ $l := list 1 2 3 }}{{ range until 64 }}{{ $l = concat $l $l }}{{ end }}"),
    "list prepend": _page("{{ $l := list }}" + _loop(1_000_000, "{{ $l = prepend $l $i }}")),
    "lists of lists": _page("{{ $l := list }}{{ range until 64 }}{{ $l = list $l $l }}{{ end }}{{ $l }}{{ toYaml $l }}{{ deepCopy $l }}"),
    "deep lists": _page("{{ $l := list }}" + _loop(100_000, "{{ $l = list $l }}") + "{{ $l }}{{ toYaml $l }}{{ toJson $l }}{{ deepEqual $l $l }}{{ $l | quote }}"),
    "deep dicts": _page("{{ $d := dict }}" + _loop(100_000, '{{ $d = dict "a" $d }}') + "{{ toYaml $d }}{{ deepCopy $d }}{{ toToml $d }}{{ mergeOverwrite (dict) $d }}{{ $d }}{{ values $d | toString }}"),
    "deep dicts, freed": _page("{{ $d := dict }}" + _loop(200_000, '{{ $d = dict "a" $d }}')),
    "set in dicts": _page("{{ $d := dict }}" + _loop(100_000, '{{ $_ := set $d (toString $i) (repeat 60000 "x") }}')),
    "set of small texts in dicts": _page("{{ $d := dict }}" + _loop(1_000_000, '{{ $_ := set $d (toString $i) (repeat 900 "x") }}')),
    "set of small wide texts in dicts": _page("{{ $d := dict }}" + _loop(1_000_000, '{{ $_ := set $d (toString $i) (repeat 200 "\\U0001F600") }}')),
    "set grows a text": _page('{{ $d := dict "s" "x" }}' + _loop(100_000, '{{ $_ := set $d "s" (print $d.s $d.s) }}')),
    "set of lists": _page("{{ $d := dict }}" + _loop(100_000, '{{ $_ := set $d (toString $i) (until 10000) }}')),
    "shared dicts to YAML": _page(_TREE + "{{ toYaml $d }}"),
    "shared dicts to YAML over and over": _page(_TREE + _loop(1_000_000, "{{ $x := toYaml $d }}")),
    "shared dicts to TOML over and over": _page(_TREE + _loop(1_000_000, "{{ $x := toToml $d }}")),
    "shared dicts to JSON over and over": _page(_TREE + _loop(1_000_000, "{{ $x := toJson $d }}")),
    "shared dicts to JSON": _page(_TREE + "{{ toJson $d }}"),
    "shared dicts to TOML": _page(_TREE + "{{ toToml $d }}"),
    "shared dicts copied": _page(_TREE + "{{ $x := deepCopy $d }}"),
    "shared dicts merged": _page(_TREE + "{{ $x := merge (dict) $d $d }}"),
    "shared dicts compared": _page(_TREE.replace("$d", "$e") + _TREE + "{{ deepEqual $d $e }}{{ has $e (list $d) }}"),
    "shared dicts printed": _page(_TREE + "{{ $d }}"),
    "shared dicts in values": _page(_TREE + '{{ $_ := set .Values "x" $d }}{{ toYaml .Values }}') | {"templates/b.yaml": "{{ .Values.x }}"},
    "compact, uniq of shared": _page(_TREE + "{{ uniq (list $d $d $d) }}{{ compact (list $d) }}{{ without (list $d) $d }}"),
    "pluck and pick": _page("{{ $d := dict }}" + _loop(10_000, '{{ $_ := set $d (toString $i) $i }}') + _loop(100_000, "{{ $x := omit $d \"1\" }}{{ $y := keys $d }}{{ $z := values $d }}")),
    "uniq of many": _page("{{ $x := uniq (until 100000) }}"),
    "uniq of many lists": _page("{{ $l := list }}" + _loop(2_000, "{{ $l = append $l (list $i) }}") + _loop(100, "{{ $x := uniq $l }}")),
    "without of many": _page("{{ $l := until 100000 }}" + _loop(1000, "{{ $x := without $l 1 2 3 4 5 6 7 8 9 }}")),
    "large printed values": _page(_loop(1_000_000, "{{ $.Values }}")) | {"values.yaml": "a: %s\n" % ("x" * 100_000)},
}  # fmt: skip

WORK: dict[str, Files] = {
    name: _page(_GROWN + _loop(1_000_000, body))
    for name, body in {
        "hashes": "{{ $x := sha256sum $s }}",
        "contains": '{{ $x := contains "abc" $s }}',
        "equality": "{{ $x := eq $s $s }}{{ $y := eq (print $s) $s }}",
        "length": "{{ $x := len $s }}{{ $y := len (print $s) }}",
        "trunc": "{{ $x := trunc 3 $s }}{{ $y := substr 1 3 $s }}",
        "regexMatch": '{{ $x := regexMatch "(a|b|ab)*c(x+x+)+y" $s }}',
        "regexFindAll": '{{ $x := regexFindAll "[0-9]*" $s -1 }}',
        "fromYaml": '{{ $x := fromYaml (print "a: [" (replace "0" "," $s) "]") }}',
        "fromYaml small": '{{ $x := fromYaml "{a: [1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9], b: {c: {d: {e: {f: 1}}}}}" }}',
        "fromJson": '{{ $x := fromJson (print "{\\"a\\":[" (replace "0" "," $s) "]}") }}',
        "fromToml": '{{ $x := fromToml (print "a = [" (replace "0" "," $s) "]") }}',
        "toYaml of values": "{{ $x := toYaml $.Values }}",
        "int of long": "{{ $x := int $s }}{{ $y := float64 $s }}{{ $z := add $s 1 }}",
        "semver": '{{ $x := semverCompare (print ">" $s) "1.2.3" }}',
        "semver small": '{{ $x := semverCompare ">=1.2.3-0 <2 || ~3.1 || ^4.2" "1.27.3-gke.100" }}',
        "wrap": "{{ $x := wrap 3 $s }}",
        "camelcase": "{{ $x := camelcase $s }}{{ $y := swapcase $s }}{{ $z := initials $s }}",
        "urlParse": '{{ $x := urlParse (print "http://" $s) }}',
        "index": "{{ $x := index $s 5 }}",
        "printing": '{{ $x := printf "%5.3s" $s }}',
        "tpl": "{{ $x := tpl (print $s \"{{ . }}\" $i) $ }}",
        "dates": '{{ $x := toDate "2006-01-02" "2020-01-01" }}{{ $y := date "2006-01-02" now }}',
        "date layouts": "{{ $x := date $s now }}",
        "certificates": '{{ $x := genSelfSignedCert "a" nil nil 1 }}',
        "keys": '{{ $x := genPrivateKey "rsa" }}{{ $y := genCA "a" 1 }}',
        "passwords": '{{ $x := derivePassword 1 "long" (toString $i) "u" "s" }}',
        "htpasswd": '{{ $x := htpasswd "a" (toString $i) }}{{ $y := bcrypt "x" }}',
        "encryption": "{{ $x := encryptAES \"k\" $s }}",
        "random": "{{ $x := randAlphaNum 100000 }}",
        "randBytes": "{{ $x := randBytes 1000000 }}",
        "files": '{{ $x := $.Files.Glob "**" }}{{ $y := $x.AsConfig }}{{ $z := $.Files.Lines "f.txt" }}',
        "capabilities": '{{ $x := $.Capabilities.APIVersions.Has "v1" }}{{ $y := toYaml $.Capabilities }}',
    }.items()
}  # fmt: skip
for _files in WORK.values():
    _files["values.yaml"] = "".join(f"key{each}: [a, b, {{c: {each}}}]\n" for each in range(2000))
    _files["f.txt"] = "line\n" * 20_000

TEXTS: dict[str, Files] = {
    "deep blocks": _page("{{ if true }}" * 100_000 + "{{ end }}" * 100_000),
    "deep parentheses": _page("{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}"),
    "else if chain": _page("{{ if false }}" + "{{ else if false }}" * 100_000 + "{{ end }}"),
    "long pipeline": _page("{{ 1 " + "| print " * 100_000 + "}}"),
    "long field": _page("{{ " + ".a" * 400_000 + " }}"),
    "long action": _page("{{ print " + "1 " * 100_000 + "}}"),
    "long logic": _page("{{ or " + ".x " * 100_000 + "}}"),
    "long line": _page("a: " + "x" * 4_000_000),
    "many lines": _page("# x\n" * 1_000_000),
    "many actions": _page("{{.}}" * 1_000_000),
    "many empty actions": _page("{{- /**/ -}}\n" * 350_000),
    "many definitions": _page("".join('{{define "%d"}}x{{end}}' % each for each in range(190_000))),
    "many variables": _page("".join("{{$v%d:=1}}" % each for each in range(250_000))),
    "many uses of variables": _page("".join("{{$v%d:=1}}" % each for each in range(20_000)) + "{{$v1}}" * 20_000),
    "many unknown names": _page("{{nosuch}}{{$nosuch}}" * 100_000),
    "many failing actions": _page("{{.a.b.c}}\n" * 300_000),
    "open delimiters": _page("{{" * 1_000_000),
    "open comments": _page("{{/*" * 1_000_000),
    "open strings": _page('{{ "' * 1_000_000),
    "unclosed blanks": _page("{{ x" + " " * 4_000_000),
    "many blanks": _page(("{{ 1" + " " * 4_000 + "-}}" + " " * 4_000) * 500),
    "digits": _page("{{ " + "9" * 1_000_000 + " }}"),
    "underscored digits": _page("{{ 0x" + "_9" * 1_000_000 + " }}"),
    "exponents": _page("{{ 1e999999999 }}{{ 0x1p999999999 }}{{ 1e-999999999 }}"),
    "large numbers": _page("{{ int 1e300 }}{{ mul 9223372036854775807 9223372036854775807 }}{{ div 1 0 }}{{ mod 1 0 }}{{ addf 1e308 1e308 }}{{ until 9223372036854775807 }}"),
    "exact decimals": _page('{{ mulf (repeat 100000 "9") (repeat 100000 "9") }}{{ divf 1 3 }}{{ round 1.5 2000000000 }}{{ toDecimal (repeat 100000 "7") }}{{ atoi (repeat 100000 "7") }}'),
    "huge numbers as text": _page('{{ int (repeat 1000000 "9") }}{{ float64 (repeat 1000000 "9") }}{{ int64 "1e1000000000" }}'),
    "NUL and control": _page("a: \0\x01\x1b[31m\n{{ print \"\0\" }}"),
    "no UTF-8": {"templates/a.yaml": b"a: \xff\xfe{{ .Values.\xff }}\xc3\x28\n", "values.yaml": b"a: \xff\n"},
    "no UTF-8 in strings": {"templates/a.yaml": b'a: {{ print "\xff" | quote }}{{ upper "\xff\xfe" }}{{ toJson "\xff" }}\n'},
    "surrogates": _page('{{ print "\\ud800" }}{{ "\\U00110000" }}'),
    "long template name": _page('{{ include "%s" . }}' % ("n" * 1_000_000)),
    "long function name": _page("{{ %s }}" % ("f" * 1_000_000)),
    "long string": _page('{{ fail "%s" }}' % ("x" * 1_000_000)),
    "marks of our own": _page("apiVersion: v1\nkind: Pod\nmetadata: {name: x\ue000\ue001}\nspec: {\ue000\ue002: 1}\n"),
    "regex repeats": _page('{{ regexMatch "((((a{1,1000}){1,1000}){1,1000}){1,1000})" "a" }}'),
    "regex new": _page(_loop(1_000_000, '{{ $x := regexMatch (print (repeat 100 "(\\\\pL|[0-9])?") $i) "a" }}')),
    "regex large and busy": _page('{{ $s := repeat 500000 "ab" }}{{ range until 100 }}{{ $x := regexMatch (print "(a|b)*" (repeat 800 "(a|b)?") "c") $s }}{{ end }}'),
    "regex states": _page('{{ $s := repeat 500000 "ab" }}{{ range until 100 }}{{ $x := regexMatch "(a|b)*a(a|b){500}(a|b){400}c$" $s }}{{ end }}'),
    "regex long": _page('{{ regexMatch (repeat 100000 "(a") "a" }}{{ regexMatch (repeat 100000 "[a-z]?") "a" }}'),
    "regex classes": _page('{{ regexMatch (repeat 20000 "\\\\pL") "a" }}'),
    "regex nested": _page('{{ regexMatch (print (repeat 5000 "(") (repeat 5000 ")")) "a" }}'),
    "regex backtracking": _page('{{ regexMatch "(a+)+$" (print (repeat 100000 "a") "b") }}{{ regexReplaceAll "(.*)*" (repeat 100000 "a") "$1" }}'),
    "glob": _page('{{ range $p, $x := .Files.Glob (repeat 20000 "{a,b*}") }}{{ end }}{{ .Files.Glob (repeat 100000 "**") }}{{ .Files.Glob (repeat 100000 "[") }}'),
    "date layout": _page('{{ date (repeat 100000 "Monday 2006") now }}{{ toDate (repeat 100000 "2006") "x" }}'),
    "durations": _page('{{ duration (repeat 100000 "9") }}{{ durationRound (repeat 100000 "1h") }}{{ ago now }}'),
    "versions": _page('{{ semver (repeat 100000 "1.") }}{{ semverCompare (repeat 100000 "1||") "1.2.3" }}'),
    "semver long": _page('{{ semverCompare (print ">" (repeat 100000 "9")) "1.2.3" }}{{ semverCompare (repeat 100000 ">1 ") "1.2.3" }}'),
    "urls": _page('{{ urlParse (repeat 100000 "%41") }}{{ urlParse (print "http://" (repeat 100000 "[")) }}{{ urlJoin (dict "host" (repeat 100000 "a")) }}'),
    "base64": _page('{{ b64dec (repeat 1000000 "A") }}{{ b32dec (repeat 100000 "A") }}{{ decryptAES "a" (repeat 100000 "A") }}'),
    "bcrypt": _page('{{ htpasswd "a" "b" }}{{ bcrypt (repeat 100000 "x") }}'),
    "deep YAML text": _page('{{ fromYaml (repeat 100000 "[") }}{{ fromYaml (repeat 100000 "{a: ") }}{{ fromYaml (print (repeat 3000 "[") (repeat 3000 "]")) }}{{ fromYamlArray (repeat 100000 "- ") }}'),
    "deep JSON text": _page('{{ fromJson (repeat 100000 "[") }}{{ fromJson (repeat 100000 "{\\"a\\":") }}{{ fromJsonArray (print (repeat 5000 "[") (repeat 5000 "]")) }}'),
    "deep TOML text": _page('{{ fromToml (print "a = " (repeat 100000 "[")) }}{{ fromToml (repeat 5000 "[a.b]\n") }}{{ fromToml (print (repeat 100000 "a.") "b = 1") }}'),
    "numbers in JSON": _page('{{ fromJson (print "{\\"a\\":" (repeat 1000000 "9") "}") }}{{ fromJson "{\\"a\\": 1e999999999}" }}{{ fromYaml (print "a: " (repeat 1000000 "9")) }}{{ fromToml (print "a = " (repeat 1000000 "9")) }}'),
    "bomb in fromYaml": _page("{{ fromYaml .Values.t }}{{ toYaml (fromYaml .Values.t) }}") | {
        "values.yaml": "t: |\n  a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"  {name}: &{name} [{','.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True))},
}  # fmt: skip
