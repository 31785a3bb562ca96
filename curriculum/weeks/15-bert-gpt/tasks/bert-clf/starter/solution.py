"""Fine-tune a pretrained encoder. Fill in the three functions; everything else is up to you."""

from transformers import AutoModelForSequenceClassification, AutoTokenizer


def train(data, cfg, report, out):
    """data: x_train, y_train, x_val, y_val, model_dir. Writes into the folder `out` whatever load(out) needs."""
    tokenizer = AutoTokenizer.from_pretrained(data["model_dir"], local_files_only=True)
    net = AutoModelForSequenceClassification.from_pretrained(data["model_dir"], num_labels=2, local_files_only=True)
    # Your training loop. Seed torch with cfg["seed"]; report(step, loss=..., val_acc=...) at least once an epoch.
    net.save_pretrained(out)
    tokenizer.save_pretrained(out)


def load(out):
    """The model of a finished training, in a fresh process."""
    raise NotImplementedError


def predict_proba(model, texts):
    """f32[N, 2]: a row of probabilities for each text."""
    raise NotImplementedError
