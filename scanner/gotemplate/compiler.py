"""Syntax trees to Python closures.

An evaluator is ``evaluate(dot, frame) -> value``; a writer is ``write(dot, frame, out)``.
A frame is a list: the `Runtime`, the data of the template (`$`), then its variables, whose
slots are known when the template is compiled.  In traced form each variable has a second
slot with what its value was read from, and writers append pieces (see `traced`) instead
of bare text.

Go tells an untyped nil (a pipeline's result, a variable) from a nil inside an interface
(a map's or list's element): fields of the first are nil again, fields of the second are an
error.  Which of the two a nil is follows from the node that gave it, so it is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scanner.gotemplate import functions, limits
from scanner.gotemplate.calls import (
    argument,
    argument_node,
    argument_types,
    checked,
    gatherer,
    guarded_call,
    method_arguments,
    plain_call,
    traced_call,
)
from scanner.gotemplate.errors import ExecError, LimitError
from scanner.gotemplate.evaluators import (
    BreakRange,
    ContinueRange,
    Evaluate,
    Located,
    Write,
    constant,
    faulty,
    in_sequence,
    items_of,
    last_node,
    nothing,
    refusal,
    show,
    the_dot,
)
from scanner.gotemplate.fields import MAP_METHODS, method_signature, step, traced_fields, walk
from scanner.gotemplate.functions import Function, Signature, parse_signature
from scanner.gotemplate.nodes import (
    Action,
    Body,
    Bool,
    Break,
    Call,
    Chain,
    Command,
    Continue,
    Dot,
    Faulty,
    Field,
    Identifier,
    If,
    Nil,
    Node,
    Number,
    Pipeline,
    Range,
    String,
    Text,
    Variable,
    With,
)
from scanner.gotemplate.traced import MOVING, PASSING, Item, TracedText
from scanner.gotemplate.unknown import UNKNOWN
from scanner.gotemplate.values import FunctionError, GoObject, Map, Values, is_true


class Compiled:
    """A body ready to run: `run(dot, frame, out)` with a frame of `slots`; `size` is the work of one run."""

    __slots__ = ("run", "slots", "size")

    def __init__(self, run: Write, slots: int, size: int) -> None:
        self.run = run
        self.slots = slots
        self.size = size


def compile_body(body: Body, traced: bool, guarded: bool) -> Compiled:
    """Compile a body, once for each form; in a guarded one each action may fail by itself."""
    compiler = _Compiler(traced, guarded, False, 0)
    run = compiler.block(body.nodes)
    compiled = Compiled(run, 1 + body.slots * compiler.width, body.size)
    body.compiled[traced, guarded] = compiled
    return compiled


class _Compiler:
    """Compiles nodes of one block of a body; blocks inside it get a compiler of their own.

    `element` says that the cursor is an element of a range, `reads` is the index in the
    frame of what the cursor was read from (0: nothing is known).
    """

    __slots__ = ("traced", "guarded", "width", "element", "reads")

    def __init__(self, traced: bool, guarded: bool, element: bool, reads: int) -> None:
        self.traced = traced
        self.guarded = guarded
        self.width = 2 if traced else 1
        self.element = element
        self.reads = reads

    def index(self, slot: int) -> int:
        """Where a variable lies in the frame; when tracing, what it was read from lies behind it."""
        return 1 + slot * self.width

    # -- writers --------------------------------------------------------------------

    def inside(self, nodes: Sequence[Node]) -> Write:
        """The writer of an inner block, compiled when it first runs: most branches of a chart never do."""
        writer: Write | None = None

        def run(dot: Any, frame: list[Any], out: list[Any]) -> None:
            nonlocal writer
            if writer is None:
                writer = self.block(nodes)
            writer(dot, frame, out)

        return run

    def block(self, nodes: Sequence[Node]) -> Write:
        return in_sequence([self.writer(node) for node in nodes])

    def writer(self, node: Node) -> Write:
        if isinstance(node, Text):
            return self.text(node)
        if isinstance(node, Action):
            return self.guard(node, self.action(node))
        if isinstance(node, If):
            return self.guard(node, self.conditional(node))
        if isinstance(node, With):
            return self.guard(node, self.using(node))
        if isinstance(node, Range):
            return self.guard(node, self.ranging(node))
        if isinstance(node, Call):
            return self.guard(node, self.call(node))
        assert isinstance(node, Break | Continue)
        signal = BreakRange() if isinstance(node, Break) else ContinueRange()

        def jump(dot: Any, frame: list[Any], out: list[Any]) -> None:
            raise signal

        return jump

    def guard(self, node: Action | If | With | Range | Call, write: Write) -> Write:
        """The writer, going on after its failure when the body is a guarded one."""
        if not self.guarded:
            return write
        declared = isinstance(node, Action) and node.pipeline.declared
        slot = declared[0].slot if declared else 0
        index = self.index(slot)
        traced = self.traced

        def guarded(dot: Any, frame: list[Any], out: list[Any]) -> None:
            mark = len(out)
            try:
                write(dot, frame, out)
            except (Located, ExecError) as error:
                if isinstance(error, LimitError) or isinstance(error, Located) and isinstance(error.error, LimitError):
                    raise
                text = frame[0].give_up(node, error)
                if slot > 0:
                    frame[index] = UNKNOWN
                    if traced:
                        frame[index + 1] = ()
                if declared:
                    return
                del out[mark:]
                out.append((text, node, ()) if traced else text)

        return guarded

    def text(self, node: Text) -> Write:
        entry: Any = (node.text, node, ()) if self.traced else node.text

        def write_text(dot: Any, frame: list[Any], out: list[Any]) -> None:
            out.append(entry)

        return write_text

    def action(self, node: Action) -> Write:
        pipeline = node.pipeline
        if pipeline.declared:
            return self.statement(pipeline)
        evaluate = self.pipeline(pipeline)
        if not self.traced:

            def write_value(dot: Any, frame: list[Any], out: list[Any]) -> None:
                value = evaluate(dot, frame)
                out.append(value if type(value) is str else show(value, node))

            return write_value

        def write_traced(dot: Any, frame: list[Any], out: list[Any]) -> None:
            reads = frame[0].reads
            mark = len(reads)
            value = evaluate(dot, frame)
            kind = type(value)
            if kind is not str and kind is not TracedText:
                value = show(value, node)
            if len(reads) > mark:
                out.append((value, node, tuple(reads[mark:])))
                del reads[mark:]
            else:
                out.append((value, node, ()))

        return write_traced

    def statement(self, pipeline: Pipeline) -> Write:
        """An action that declares or assigns, and writes nothing."""
        assign = self.pipeline(pipeline)
        if not self.traced:

            def run(dot: Any, frame: list[Any], out: list[Any]) -> None:
                assign(dot, frame)

            return run

        def run_traced(dot: Any, frame: list[Any], out: list[Any]) -> None:
            reads = frame[0].reads
            mark = len(reads)
            assign(dot, frame)
            del reads[mark:]

        return run_traced

    def conditional(self, node: If) -> Write:
        evaluate = self.pipeline(node.pipeline)
        body = self.inside(node.body)
        otherwise = self.inside(node.otherwise) if node.otherwise is not None else None
        if not self.traced:

            def write_if(dot: Any, frame: list[Any], out: list[Any]) -> None:
                value = evaluate(dot, frame)
                if value and not isinstance(value, GoObject) or is_true(value):
                    body(dot, frame, out)
                elif otherwise is not None:
                    otherwise(dot, frame, out)

            return write_if

        def write_if_traced(dot: Any, frame: list[Any], out: list[Any]) -> None:
            reads = frame[0].reads
            mark = len(reads)
            value = evaluate(dot, frame)
            if value and not isinstance(value, GoObject) or is_true(value):
                del reads[mark:]
                body(dot, frame, out)
                return
            if len(reads) > mark:
                out.append(("", node, tuple(reads[mark:])))
                del reads[mark:]
            if otherwise is not None:
                otherwise(dot, frame, out)

        return write_if_traced

    def cursor(self, node: With | Range, element: bool) -> tuple[Write, int]:
        """The body of a node that moves the cursor, and where the frame keeps what the cursor was read from."""
        reads = self.index(node.slot) if self.traced else 0
        return _Compiler(self.traced, self.guarded, element, reads).inside(node.body), reads

    def using(self, node: With) -> Write:
        evaluate = self.pipeline(node.pipeline)
        body, read_index = self.cursor(node, False)
        otherwise = self.inside(node.otherwise) if node.otherwise is not None else None
        if not self.traced:

            def write_with(dot: Any, frame: list[Any], out: list[Any]) -> None:
                value = evaluate(dot, frame)
                if is_true(value):
                    body(value, frame, out)
                elif otherwise is not None:
                    otherwise(dot, frame, out)

            return write_with

        def write_with_traced(dot: Any, frame: list[Any], out: list[Any]) -> None:
            reads = frame[0].reads
            mark = len(reads)
            value = evaluate(dot, frame)
            read = tuple(reads[mark:])
            del reads[mark:]
            if is_true(value):
                frame[read_index] = read
                body(value, frame, out)
                return
            if read:
                out.append(("", node, read))
            if otherwise is not None:
                otherwise(dot, frame, out)

        return write_with_traced

    def call(self, node: Call) -> Write:
        evaluate = self.pipeline(node.pipeline) if node.pipeline is not None else nothing
        name = node.name
        message = f'template "{name}" not defined'
        traced = self.traced

        def write_template(dot: Any, frame: list[Any], out: list[Any]) -> None:
            runtime = frame[0]
            template = runtime.templates.get(name)
            if template is None:
                raise Located(node, message)
            if not traced:
                runtime.write(template, evaluate(dot, frame), out)
                return
            reads = runtime.reads
            mark = len(reads)
            data = evaluate(dot, frame)
            rendered = runtime.execute_traced(template, data)
            del reads[mark:]
            out.append((TracedText.of(runtime.text_of(rendered), rendered), node, (rendered,)))

        return write_template

    # -- range ----------------------------------------------------------------------

    def ranging(self, node: Range) -> Write:
        pipeline = node.pipeline
        evaluate = self.commands(pipeline)
        names = pipeline.declared
        two = len(names) == 2
        value_index = self.index(names[-1].slot) if names else 0
        key_index = self.index(names[0].slot) if two else 0
        body, dot_index = self.cursor(node, True)
        otherwise = self.inside(node.otherwise) if node.otherwise is not None else None
        cost = 1 + node.size
        traced = self.traced
        last = last_node(pipeline)
        undefined = next((variable.name for variable in names if variable.slot < 0), "")

        def write_range(dot: Any, frame: list[Any], out: list[Any]) -> None:
            runtime = frame[0]
            read: tuple[Any, ...] = ()
            if traced:
                reads = runtime.reads
                mark = len(reads)
                value = evaluate(dot, frame)
                read = tuple(reads[mark:])
                del reads[mark:]
            else:
                value = evaluate(dot, frame)
            if undefined:
                raise Located(last, f"undefined variable: {undefined}")
            empty = True
            for key, item in items_of(value, last, two):
                empty = False
                runtime.cost += cost
                if runtime.cost > limits.RENDER_COST:
                    runtime.charge(0)
                if value_index:
                    frame[value_index] = item
                    if key_index:
                        frame[key_index] = key
                if traced:
                    origin = (Item(read, key),) if read else ()
                    frame[dot_index] = origin
                    if value_index:
                        frame[value_index + 1] = origin
                        if key_index:
                            frame[key_index + 1] = origin
                try:
                    body(item, frame, out)
                except ContinueRange:
                    continue
                except BreakRange:
                    break
            if empty:
                if traced and read:
                    out.append(("", node, read))
                if otherwise is not None:
                    otherwise(dot, frame, out)

        return write_range

    # -- pipelines ------------------------------------------------------------------

    def pipeline(self, pipeline: Pipeline) -> Evaluate:
        """The value of a pipeline, after setting what it declares or assigns."""
        evaluate = self.commands(pipeline)
        if not pipeline.declared:
            return evaluate
        variable = pipeline.declared[0]
        if variable.slot < 0:
            message = f"undefined variable: {variable.name}"
            node = last_node(pipeline)

            def refuse(dot: Any, frame: list[Any]) -> Any:
                evaluate(dot, frame)
                raise Located(node, message)

            return refuse
        index = self.index(variable.slot)
        if not self.traced:

            def assign(dot: Any, frame: list[Any]) -> Any:
                value = frame[index] = evaluate(dot, frame)
                return value

            return assign

        def assign_traced(dot: Any, frame: list[Any]) -> Any:
            reads = frame[0].reads
            mark = len(reads)
            value = frame[index] = evaluate(dot, frame)
            frame[index + 1] = tuple(reads[mark:])
            return value

        return assign_traced

    def commands(self, pipeline: Pipeline) -> Evaluate:
        evaluate: Evaluate | None = None
        before: Node = pipeline
        for command in pipeline.commands:
            evaluate = self.command(command, evaluate, before)
            before = last_node(command)
        assert evaluate is not None  # the parser sees to it
        return evaluate

    def command(self, command: Command, final: Evaluate | None, before: Node) -> Evaluate:
        """The value of a command; `final` gives the piped value, the last argument; `before` was looked at last."""
        first = command.args[0]
        if isinstance(first, Identifier):
            return self.function(first, command, command.args[1:], final)
        if len(command.args) == 1 and final is None:
            if isinstance(first, Nil):
                return refusal(first, "nil is not a command", None)
            return self.operand(first)
        if isinstance(first, Field | Variable | Chain):
            return self.method(first, command.args[1:], final)
        if isinstance(first, Faulty):
            return faulty(first)
        blamed = before if isinstance(first, Pipeline) else first
        return refusal(blamed, f"can't give argument to non-function {first}", final)

    def operand(self, node: Node) -> Evaluate:
        """The value of a node where no parameter type is expected."""
        if isinstance(node, Field):
            return self.field(node)
        if isinstance(node, String):
            return constant(node.value)
        if isinstance(node, Variable):
            return self.variable(node)
        if isinstance(node, Dot):
            return self.dot()
        if isinstance(node, Pipeline):
            return self.pipeline(node)
        if isinstance(node, Identifier):
            return self.function(node, node, (), None)
        if isinstance(node, Chain):
            return self.chain(node)
        if isinstance(node, Number):
            if node.value is None:
                return refusal(node, f"{node.text} overflows int", None)
            return constant(node.value)
        if isinstance(node, Bool):
            return constant(node.value)
        if isinstance(node, Faulty):
            return faulty(node)
        return constant(None)

    def dot(self) -> Evaluate:
        index = self.reads
        if not index:
            return the_dot

        def traced_dot(dot: Any, frame: list[Any]) -> Any:
            read = frame[index]
            if read:
                frame[0].reads.extend(read)
            return dot

        return traced_dot

    # -- fields ---------------------------------------------------------------------

    def field(self, node: Field) -> Evaluate:
        names = node.names
        element = self.element
        if self.traced:
            return traced_fields(node, names, element, None)
        if MAP_METHODS.isdisjoint(names):
            if len(names) == 1:
                only = names[0]

                def one(dot: Any, frame: list[Any]) -> Any:
                    kind = type(dot)
                    if kind is Map or kind is Values or kind is dict:
                        return dot.get(only)
                    return walk(dot, names, node, element)

                return one
            if len(names) == 2:
                first, second = names

                def two(dot: Any, frame: list[Any]) -> Any:
                    kind = type(dot)
                    if kind is Values or kind is Map or kind is dict:
                        inner = dot.get(first)
                        kind = type(inner)
                        if kind is Values or kind is Map or kind is dict:
                            return inner.get(second)
                    return walk(dot, names, node, element)

                return two

        def fields(dot: Any, frame: list[Any]) -> Any:
            return walk(dot, names, node, element)

        return fields

    def variable(self, node: Variable) -> Evaluate:
        if node.slot < 0:
            return refusal(node, f"undefined variable: {node.name}", None)
        index = self.index(node.slot)
        names = node.names
        element = node.element
        if names:
            if self.traced:
                return traced_fields(node, names, element, lambda dot, frame: frame[index])

            def fields(dot: Any, frame: list[Any]) -> Any:
                return walk(frame[index], names, node, element)

            return fields
        if not self.traced or node.slot == 0:

            def load(dot: Any, frame: list[Any]) -> Any:
                return frame[index]

            return load

        def load_traced(dot: Any, frame: list[Any]) -> Any:
            read = frame[index + 1]
            if read:
                frame[0].reads.extend(read)
            return frame[index]

        return load_traced

    def chain(self, node: Chain) -> Evaluate:
        if isinstance(node.base, Nil):
            return refusal(node, "indirection through explicit nil", None)
        base = self.operand(node.base)
        names = node.names
        last = last_node(node)
        if self.traced:
            return traced_fields(last, names, False, base)

        def fields(dot: Any, frame: list[Any]) -> Any:
            return walk(base(dot, frame), names, last, False)

        return fields

    def method(self, node: Field | Variable | Chain, args: Sequence[Node], final: Evaluate | None) -> Evaluate:
        """Fields whose last one is a method with arguments (or a mistake)."""
        names = node.names
        if not names:
            return refusal(node, f"can't give argument to non-function {node}", final)
        element = False
        base: Evaluate = the_dot
        if isinstance(node, Field):
            element = self.element
        elif isinstance(node, Variable):
            if node.slot < 0:
                return refusal(node, f"undefined variable: {node.name}", final)
            index = self.index(node.slot)
            element = node.element

            def base(dot: Any, frame: list[Any]) -> Any:
                return frame[index]
        else:
            base = self.operand(node.base)
        leading, name = names[:-1], names[-1]
        nested = bool(leading) or element
        blamed = last_node(node)
        # The signature is known only when the holder is.
        compiled = [self.operand(arg) for arg in args]
        calls: dict[str, Callable[[Any, list[Any]], list[Any]]] = {}

        def run(dot: Any, frame: list[Any]) -> Any:
            holder = base(dot, frame)
            if leading:
                holder = walk(holder, leading, blamed, element)
            signature = method_signature(holder, name)
            if signature is None:
                if holder is None and not nested:
                    return None
                step(holder, name, blamed, nested)
                if isinstance(holder, GoObject) and holder.go_kind != "map":
                    raise Located(blamed, f"{name} has arguments but cannot be invoked as function")
                raise Located(blamed, f"{name} is not a method but has arguments")
            known = calls.get(signature)
            if known is None:
                known = calls[signature] = method_arguments(
                    name, parse_signature(signature), blamed, args, compiled, final
                )
            try:
                return getattr(holder, name)(*known(dot, frame))
            except FunctionError as error:
                raise Located(node, f"error calling {name}: {error}", ExecError(str(error), plain=True)) from None

        return run

    # -- functions ------------------------------------------------------------------

    def function(self, node: Identifier, command: Node, args: Sequence[Node], final: Evaluate | None) -> Evaluate:
        if node.name == "and" or node.name == "or":
            return self.logic(node, args, final)
        function = functions.find(node.name)
        return self.invoke(function, node, command, args, final)

    def logic(self, node: Identifier, args: Sequence[Node], final: Evaluate | None) -> Evaluate:
        """`and` and `or`: the deciding argument; those after it are not evaluated."""
        if not args and final is None:
            return refusal(node, f"wrong number of args for {node.name}: want at least 1 got 0", None)
        evaluators = [self.operand(arg) for arg in args]
        stop_at = node.name == "or"

        def decide(dot: Any, frame: list[Any]) -> Any:
            piped = final(dot, frame) if final is not None else None
            value = None
            for evaluate in evaluators:
                value = evaluate(dot, frame)
                if is_true(value) is stop_at:
                    return value
            return piped if final is not None else value

        return decide

    def argument_evaluators(
        self, name: str, signature: Signature, node: Node, args: Sequence[Node], final: Evaluate | None
    ) -> list[Evaluate] | str:
        """An evaluator for each argument, in Go's order of evaluation; or why the count is wrong."""
        types = argument_types(name, signature, len(args), final is not None)
        if isinstance(types, str):
            return types
        evaluators = [argument(arg, kind, self.operand(arg)) for arg, kind in zip(args, types, strict=False)]
        if final is not None:
            evaluators.append(checked(final, types[-1], argument_node(args, node), piped=True))
        return evaluators

    def invoke(
        self, function: Function, node: Node, command: Node, args: Sequence[Node], final: Evaluate | None
    ) -> Evaluate:
        name = function.name if not isinstance(node, Identifier) else node.name
        evaluators = self.argument_evaluators(name, function.signature, node, args, final)
        if isinstance(evaluators, str):
            return refusal(node, evaluators, final)
        call = guarded_call(function, name, command)
        piped = final is not None
        gather = gatherer(evaluators, piped)
        if self.traced and not function.runtime:
            return traced_call(name, call, gather) if name in PASSING or name in MOVING else plain_call(call, gather)
        if function.runtime:

            def call_with_runtime(dot: Any, frame: list[Any]) -> Any:
                return call(frame[0], *gather(dot, frame))

            return call_with_runtime
        if len(evaluators) == 1:
            (only,) = evaluators

            def call_one(dot: Any, frame: list[Any]) -> Any:
                return call(only(dot, frame))

            return call_one
        if len(evaluators) == 2 and not piped:
            first, second = evaluators

            def call_two(dot: Any, frame: list[Any]) -> Any:
                return call(first(dot, frame), second(dot, frame))

            return call_two
        if len(evaluators) == 2:
            first, second = evaluators

            def call_piped(dot: Any, frame: list[Any]) -> Any:
                last = second(dot, frame)
                return call(first(dot, frame), last)

            return call_piped

        def call_any(dot: Any, frame: list[Any]) -> Any:
            return call(*gather(dot, frame))

        return call_any
