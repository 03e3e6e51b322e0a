"""DeltaBlue, an incremental solver of constraint hierarchies, on a chain and on projections.

Usage: deltablue.py [N]    N variables in each of the two tests; prints what the solver made of them.

Variables are connected by constraints of different strength. Adding or removing one constraint
mends the *plan*: for each constraint, the direction in which it is kept up, if it is. Following
Freeman-Benson, Maloney and Borning, "An Incremental Constraint Solver" (CACM, 1990).
"""

import sys

DEFAULT = 65_000


class Strength:
    """How much a constraint matters. Order is by rank; 0 is strongest."""

    def __init__(self, rank, name):
        self.rank = rank
        self.name = name

    def __repr__(self):
        return self.name

    def stronger(self, other):
        return self.rank < other.rank

    def weaker(self, other):
        return self.rank > other.rank


STRENGTHS = [
    Strength(rank, name)
    for rank, name in enumerate(
        ["required", "strong preferred", "preferred", "strong default", "default", "weak default", "weakest"]
    )
]
REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAK_DEFAULT, WEAKEST = STRENGTHS


def weakest_of(a, b):
    return a if a.weaker(b) else b


class Variable:
    """A value with the constraints on it, and what the current plan says about it."""

    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.walk_strength = WEAKEST
        self.stay = True

    def __repr__(self):
        return f"{self.name}={self.value}"

    def attach(self, constraint):
        self.constraints.append(constraint)

    def detach(self, constraint):
        self.constraints.remove(constraint)
        if self.determined_by is constraint:
            self.determined_by = None


class Constraint:
    """What every constraint can do; subclasses say which variables and which directions."""

    is_input = False

    def __init__(self, strength):
        self.strength = strength

    def post(self, planner):
        """Registers with the variables and takes effect."""
        self.register()
        planner.add(self)
        return self

    def retract(self, planner):
        if self.is_satisfied():
            planner.remove(self)
        else:
            self.unregister()

    def satisfy(self, mark, planner):
        """Chooses a direction if it can; returns the constraint that it overrides, if any."""
        self.choose(mark)
        if not self.is_satisfied():
            if self.strength is REQUIRED:
                raise RuntimeError("could not satisfy a required constraint")
            return None
        self.mark_inputs(mark)
        out = self.output()
        overridden = out.determined_by
        if overridden is not None:
            overridden.unsatisfy()
        out.determined_by = self
        if not planner.propagate(self, mark):
            raise RuntimeError("cycle of constraints")
        out.mark = mark
        return overridden


class UnaryConstraint(Constraint):
    """On one variable, which it can only determine."""

    def __init__(self, variable, strength):
        super().__init__(strength)
        self.variable = variable
        self.satisfied = False

    def register(self):
        self.satisfied = False
        self.variable.attach(self)

    def unregister(self):
        self.variable.detach(self)
        self.satisfied = False

    def choose(self, mark):
        self.satisfied = (
            self.variable.mark != mark and self.strength.stronger(self.variable.walk_strength)
        )

    def is_satisfied(self):
        return self.satisfied

    def unsatisfy(self):
        self.satisfied = False

    def output(self):
        return self.variable

    def inputs(self):
        return ()

    def mark_inputs(self, mark):
        pass

    def inputs_known(self, mark):
        return True

    def recalculate(self):
        self.variable.walk_strength = self.strength
        self.variable.stay = not self.is_input
        if self.variable.stay:
            self.execute()

    def execute(self):
        pass


class StayConstraint(UnaryConstraint):
    """The variable should keep its value."""


class EditConstraint(UnaryConstraint):
    """The variable is set from outside."""

    is_input = True


FORWARD, BACKWARD = 1, -1


class BinaryConstraint(Constraint):
    """Between two variables, either of which may follow the other."""

    def __init__(self, first, second, strength):
        super().__init__(strength)
        self.first = first
        self.second = second
        self.direction = None

    def register(self):
        self.direction = None
        for variable in self.variables():
            variable.attach(self)

    def unregister(self):
        for variable in self.variables():
            variable.detach(self)
        self.direction = None

    def variables(self):
        return (self.first, self.second)

    def choose(self, mark):
        first, second = self.first, self.second
        self.direction = None
        if first.mark == mark:
            if second.mark != mark and self.strength.stronger(second.walk_strength):
                self.direction = FORWARD
        elif second.mark == mark:
            if self.strength.stronger(first.walk_strength):
                self.direction = BACKWARD
        elif first.walk_strength.weaker(second.walk_strength):
            if self.strength.stronger(first.walk_strength):
                self.direction = BACKWARD
        elif self.strength.stronger(second.walk_strength):
            self.direction = FORWARD

    def is_satisfied(self):
        return self.direction is not None

    def unsatisfy(self):
        self.direction = None

    def input(self):
        return self.first if self.direction == FORWARD else self.second

    def output(self):
        return self.second if self.direction == FORWARD else self.first

    def inputs(self):
        return (self.input(),)

    def mark_inputs(self, mark):
        for variable in self.inputs():
            variable.mark = mark

    def inputs_known(self, mark):
        for variable in self.inputs():
            if not (variable.mark == mark or variable.stay or variable.determined_by is None):
                return False
        return True

    def recalculate(self):
        out = self.output()
        inputs = self.inputs()
        strength = self.strength
        stay = True
        for variable in inputs:
            strength = weakest_of(strength, variable.walk_strength)
            stay = stay and variable.stay
        out.walk_strength = strength
        out.stay = stay
        if stay:
            self.execute()


class EqualConstraint(BinaryConstraint):
    def execute(self):
        self.output().value = self.input().value


class ScaleConstraint(BinaryConstraint):
    """second = first * scale + offset, where only first and second may be determined by it."""

    def __init__(self, first, scale, offset, second, strength):
        super().__init__(first, second, strength)
        self.scale = scale
        self.offset = offset

    def variables(self):
        return (self.first, self.second, self.scale, self.offset)

    def inputs(self):
        return (self.input(), self.scale, self.offset)

    def execute(self):
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value


class Planner:
    """Keeps the graph of satisfied constraints in order and makes plans from it."""

    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def add(self, constraint):
        mark = self.new_mark()
        while constraint is not None:
            constraint = constraint.satisfy(mark, self)

    def remove(self, constraint):
        """Takes a satisfied constraint away and lets those take effect that it kept down."""
        out = constraint.output()
        constraint.unsatisfy()
        constraint.unregister()
        waiting = self.forget_below(out)
        for strength in STRENGTHS:
            for other in waiting:
                if other.strength is strength:
                    self.add(other)

    def propagate(self, constraint, mark):
        """Recalculates everything downstream; False when that leads back to the constraint."""
        todo = [constraint]
        while todo:
            current = todo.pop()
            if current.output().mark == mark:
                constraint.unsatisfy()
                return False
            current.recalculate()
            self.consumers(current.output(), todo)
        return True

    def forget_below(self, out):
        """Resets the variables downstream; returns the unsatisfied constraints met on the way."""
        out.determined_by = None
        out.walk_strength = WEAKEST
        out.stay = True
        unsatisfied = []
        todo = [out]
        while todo:
            variable = todo.pop()
            for constraint in variable.constraints:
                if not constraint.is_satisfied():
                    unsatisfied.append(constraint)
            satisfied = []
            self.consumers(variable, satisfied)
            for constraint in satisfied:
                constraint.recalculate()
                todo.append(constraint.output())
        return unsatisfied

    def consumers(self, variable, found):
        determining = variable.determined_by
        for constraint in variable.constraints:
            if constraint is not determining and constraint.is_satisfied():
                found.append(constraint)

    def plan(self, sources):
        """The constraints to be executed, in order, whenever the sources have changed."""
        mark = self.new_mark()
        plan = []
        todo = [c for c in sources if c.is_input and c.is_satisfied()]
        while todo:
            constraint = todo.pop()
            out = constraint.output()
            if out.mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                out.mark = mark
                self.consumers(out, todo)
        return plan

    def change(self, variable, values):
        edit = EditConstraint(variable, PREFERRED).post(self)
        plan = self.plan([edit])
        for value in values:
            variable.value = value
            for constraint in plan:
                constraint.execute()
        edit.retract(self)
        return len(plan)


def chain(size):
    """v0 = v1 = ... = vN: a value put in at one end comes out at the other."""
    planner = Planner()
    variables = [Variable("v%d" % i) for i in range(size + 1)]
    for first, second in zip(variables, variables[1:]):
        EqualConstraint(first, second, REQUIRED).post(planner)
    StayConstraint(variables[-1], STRONG_DEFAULT).post(planner)
    edit = EditConstraint(variables[0], PREFERRED).post(planner)
    plan = planner.plan([edit])
    wrong = 0
    for value in range(100):
        variables[0].value = value
        for constraint in plan:
            constraint.execute()
        if variables[-1].value != value:
            wrong += 1
    edit.retract(planner)
    strength = variables[0].walk_strength
    print("chain:", len(plan), "steps,", wrong, "wrong,", variables[-1], "walkabout", strength)


def projection(size):
    """destination = source * scale + offset, for many pairs with one scale and one offset."""
    planner = Planner()
    scale = Variable("scale", 10)
    offset = Variable("offset", 1000)
    pairs = []
    for i in range(size):
        source = Variable("source%d" % i, i)
        destination = Variable("destination%d" % i, i)
        pairs.append((source, destination))
        StayConstraint(source, NORMAL).post(planner)
        ScaleConstraint(source, scale, offset, destination, REQUIRED).post(planner)
    source, destination = pairs[-1]

    def wrong(scale_now, offset_now):
        return sum(d.value != s.value * scale_now + offset_now for s, d in pairs[:-1])

    planner.change(source, [17] * 10)
    print("projection forward:", destination)
    planner.change(destination, [1050] * 10)
    print("projection backward:", source)
    steps = planner.change(scale, [5] * 10)
    print("scale changed:", steps, "steps,", wrong(5, 1000), "wrong,", destination)
    steps = planner.change(offset, [2000] * 10)
    print("offset changed:", steps, "steps,", wrong(5, 2000), "wrong,", destination)


def main(size):
    size = max(size, 2)
    chain(size)
    projection(size)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
