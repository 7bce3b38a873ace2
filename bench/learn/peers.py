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

learners = {
    "logistic regression, C=1": (
        table,
        lambda: make_pipeline(
            make_column_transformer(
                (make_pipeline(SimpleImputer(), StandardScaler()), numbers),
                (OneHotEncoder(handle_unknown="ignore"), words),
            ),
            LogisticRegression(max_iter=2000),
        ),
    ),
    "random forest, 500 trees, leaves of 2": (
        codes.fillna(-1),
        lambda: RandomForestClassifier(500, min_samples_leaf=2, random_state=0),
    ),
    "histogram boosting, rate .03, 8 leaves, 200 trees": (
        codes,
        lambda: HistGradientBoostingClassifier(
            learning_rate=0.03, max_leaf_nodes=8, max_iter=200, l2_regularization=1, random_state=0
        ),
    ),
}
versions = {"scikit-learn": sklearn.__version__}
try:
    import xgboost

    versions["XGBoost"] = xgboost.__version__
    learners["XGBoost, rate .03, depth 3, 300 trees, subsample .8"] = (
        codes,
        lambda: xgboost.XGBClassifier(
            learning_rate=0.03, max_depth=3, n_estimators=300, subsample=0.8, colsample_bytree=0.7, n_jobs=1, random_state=0
        ),
    )
except ImportError:
    versions["XGBoost"] = "not installed: skipped"

found = []
for name, (columns, make) in learners.items():
    aurocs, losses = [], []
    for held in request["test"]:
        rest = numpy.setdiff1d(numpy.arange(len(labels)), held)
        model = make().fit(columns.iloc[rest], labels[rest])
        chances = model.predict_proba(columns.iloc[held])[:, 1]
        aurocs.append(roc_auc_score(labels[held], chances))
        losses.append(log_loss(labels[held], chances))
    found.append({"name": name, "auroc": {"mean": numpy.mean(aurocs), "sd": numpy.std(aurocs)}, "logLoss": numpy.mean(losses)})
json.dump({"versions": versions, "learners": found}, sys.stdout)
