"""python -B test/oracles/make-formula.py: patsy's design matrices, and R's poly by NumPy's QR factorisation."""

import numpy as np
import pandas
import patsy
from made import write
from numpy.random import RandomState

r = RandomState(2)
n, m = 13, 5
area, height, glazing = np.round(r.rand(3, n + m) * 9 + 1, 2)
town = np.array(["Bern", "Chur", "Aarau"])[np.arange(n + m) % 3]
data = pandas.DataFrame({"area": area, "height": height, "glazing": glazing, "town": town})


def poly(x, degree):
    """What R's poly does: QR of powers of centred x, scaled by R's diagonal so that leading coefficients are positive."""
    z = np.vander(x - x.mean(), degree + 1, increasing=True)
    q, R = np.linalg.qr(z)
    return (q * np.sign(np.diag(R)))[:, 1:]


def asked(x, degree, at):
    """The same polynomials elsewhere: coefficients in powers of centred x, from the training rows."""
    z = np.vander(x - x.mean(), degree + 1, increasing=True)
    q, R = np.linalg.qr(z)
    coefficients = np.linalg.inv(R) * np.sign(np.diag(R))
    return (np.vander(at - x.mean(), degree + 1, increasing=True) @ coefficients)[:, 1:]


def cases():
    for ours, theirs in [
        ("area / height + log(glazing) + area", "I(area / height) + np.log(glazing) + area"),
        ("area * height", "area * height"),
        ("area * height * glazing - area:height", "area * height * glazing - area:height"),
        ("C(town) + area", "C(town) + area"),
        ("area + C(town) + area:C(town)", "area + C(town) + area:C(town)"),
        ("(area + height)^2 + sqrt(glazing):area", "I((area + height)**2) + np.sqrt(glazing):area"),
        ("I(area * height) + glazing", "I(area * height) + glazing"),
    ]:
        X = patsy.dmatrix(theirs, data, return_type="dataframe").drop(columns="Intercept")
        yield {"formula": ours, "X": X.values.tolist()}


content = {
    "table": {k: v.tolist() for k, v in data.items()},
    "train": n,
    "cases": list(cases()),
    "poly": [{"degree": d, "fitted": poly(glazing[:n], d).tolist(), "fresh": asked(glazing[:n], d, glazing[n:]).tolist()} for d in [1, 2, 3, 4]],
}
write("formula.json", "python -B test/oracles/make-formula.py", {"patsy": patsy.__version__, "numpy": np.__version__}, content)
