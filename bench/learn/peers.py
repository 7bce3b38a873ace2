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


def judged(columns, make, splits):
    """AUROC and log-loss on the rows held out, fitted on the others."""
    return [scores(make().fit(columns.iloc[rest], labels[rest]), columns, held) for rest, held in splits]


def told(name, judged_folds):
    aurocs = [auroc for auroc, _ in judged_folds]
    spread = {"mean": numpy.mean(aurocs), "sd": numpy.std(aurocs)}
    return {"name": name, "auroc": spread, "logLoss": numpy.mean([loss for _, loss in judged_folds])}


# Rows that a fold learns from, and those that are held out; and a fifth of its own rows held out of the others.
folds = [(numpy.setdiff1d(numpy.arange(len(labels)), held), held) for held in request["test"]]
shuffled = [numpy.random.default_rng(fold).permutation(rest) for fold, (rest, _) in enumerate(folds)]
within = [(rest[len(rest) // 5 :], rest[: len(rest) // 5]) for rest in shuffled]

found = []
for name, (columns, makes) in learners.items():
    every = [judged(columns, make, folds) for make in makes]
    if len(makes) == 1:
        found.append(told(name, every[0]))
        continue
    best = max(every, key=lambda judged_folds: numpy.mean([auroc for auroc, _ in judged_folds]))
    found.append(told(f"{name}, best of {len(makes)} settings", best))
    own = [[auroc for auroc, _ in judged(columns, make, within)] for make in makes]
    chosen = numpy.argmax(own, axis=0)
    found.append(told(f"{name}, tuned on its own rows", [every[one][fold] for fold, one in enumerate(chosen)]))
json.dump({"versions": versions, "learners": found}, sys.stdout)
