"""Each promise of a docstring, an answer that breaks it, and the case that catches this.

Rows are: words of the docstring, the answer (a function, or the name of a misconception or of a
wrong answer), and words of the case on which it must fail. One module a lesson.
"""

from course_utils import solutions


def also(exercise, before=lambda *inputs: None, after=lambda result: result):
    """Return the solution with something done to its arguments before, or to its result after."""

    def answer(*inputs):
        before(*inputs)
        return after(solutions.reference(exercise)(*inputs))

    return answer


def must(condition):
    assert condition


def refuse(condition):
    if condition:
        raise ValueError("refused")


FIRST = ""  # any case catches it, and the first does


def refuses(exercise, condition):
    """Return the solution, which stops where a condition on its arguments does not hold."""
    return also(exercise, lambda *inputs: must(condition(*inputs)))


def with_another_error(exercise):
    """Return the solution, which does not raise ValueError for a name that no layer has."""

    def answer(network, layer_name):
        name = {layer.name: layer.name for layer in network.layers}[layer_name]
        return solutions.reference(exercise)(network, name)

    return answer


def only_grey(exercise):
    return also(exercise, lambda input_shape, classes: must(input_shape[2] == 1))
