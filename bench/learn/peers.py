"""Logistic regression, histogram boosting and XGBoost on a labelled table: the same rows held out for all."""
import json
import sys
import warnings

import numpy
import pandas
import sklearn
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
request = json.load(sys.stdin)
table = pandas.read_csv(request["csv"], na_values=["NA", "Unknown", " "], skipinitialspace=True)
labels = (table.pop(request["label"]).astype(str) == request["positive"]).astype(int).values
for name in list(table.columns):
    if not pandas.api.types.is_numeric_dtype(table[name]):
        if table[name].nunique() > 0.9 * len(table):
            table.pop(name)
        else:
            table[name] = table[name].astype("category")
words = [name for name in table.columns if not pandas.api.types.is_numeric_dtype(table[name])]
numbers = [name for name in table.columns if name not in words]
codes = table.copy()
for name in words:
    codes[name] = codes[name].cat.codes

large = len(labels) > 20000
hist = lambda rate, leaves, trees, least: lambda: HistGradientBoostingClassifier(
    learning_rate=rate, max_leaf_nodes=leaves, max_iter=trees, min_samples_leaf=least, l2_regularization=1, random_state=0
)
# Of several settings two count: the one that does best on the very rows held out, which flatters, and in each fold the one that does
# best on a fifth of the fold's own rows.
learners = {
    "logistic regression, C=1": (
        table,
        [
            lambda: make_pipeline(
                make_column_transformer(
                    (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
                    (OneHotEncoder(handle_unknown="ignore"), words),
                ),
                LogisticRegression(max_iter=2000),
            )
        ],
    ),
    "random forest": (
        codes.fillna(-1),
        [lambda: RandomForestClassifier(200 if large else 500, min_samples_leaf=5 if large else 2, random_state=0)],
    ),
    "histogram boosting": (
        codes,
        [hist(0.05, leaves, 200, 50) for leaves in (8, 16)]
        if large
        else [hist(0.03, leaves, trees, least) for leaves in (4, 8, 31) for trees in (200, 400) for least in (5, 20)],
    ),
}
versions = {"scikit-learn": sklearn.__version__}
try:
    import xgboost

    versions["XGBoost"] = xgboost.__version__
    trees = lambda depth, count: lambda: xgboost.XGBClassifier(
        learning_rate=0.03,
        max_depth=depth,
        n_estimators=count,
        subsample=0.8,
        colsample_bytree=0.7,
        min_child_weight=20 if large else 1,
        n_jobs=1,
        random_state=0,
    )
    settings = ((3, 700), (5, 400)) if large else tuple((depth, count) for depth in (2, 3, 4, 6) for count in (300, 600))
    learners["XGBoost"] = (codes, [trees(depth, count) for depth, count in settings])
except ImportError:
    versions["XGBoost"] = "not installed: skipped"


def scores(model, columns, rows):
    chances = model.predict_proba(columns.iloc[rows])[:, 1]
    return roc_auc_score(labels[rows], chances), log_loss(labels[rows], chances)


def fitted(columns, make, rows):
    return make().fit(columns.iloc[rows], labels[rows])


def judged(columns, make):
    """AUROC and log-loss of each fold."""
    found = []
    for held in request["test"]:
        rest = numpy.setdiff1d(numpy.arange(len(labels)), held)
        found.append(scores(fitted(columns, make, rest), columns, held))
    return found


def within(columns, make):
    """AUROC of each fold on a fifth of its own rows, fitted on the others."""
    found = []
    for fold, held in enumerate(request["test"]):
        rest = numpy.random.default_rng(fold).permutation(numpy.setdiff1d(numpy.arange(len(labels)), held))
        fifth = len(rest) // 5
        found.append(scores(fitted(columns, make, rest[fifth:]), columns, rest[:fifth])[0])
    return found


def told(name, folds):
    aurocs = [auroc for auroc, _ in folds]
    spread = {"mean": numpy.mean(aurocs), "sd": numpy.std(aurocs)}
    return {"name": name, "auroc": spread, "logLoss": numpy.mean([loss for _, loss in folds])}


found = []
for name, (columns, makes) in learners.items():
    every = [judged(columns, make) for make in makes]
    if len(makes) == 1:
        found.append(told(name, every[0]))
        continue
    best = max(every, key=lambda folds: numpy.mean([auroc for auroc, _ in folds]))
    found.append(told(f"{name}, best of {len(makes)} settings", best))
    chosen = numpy.argmax([within(columns, make) for make in makes], axis=0)
    found.append(told(f"{name}, tuned on its own rows", [every[one][fold] for fold, one in enumerate(chosen)]))
json.dump({"versions": versions, "learners": found}, sys.stdout)
