"""The language model, asked one thing only: the log-odds of one next word against another."""

import copy

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache, logging

from workers.harness.paths import resolve

BATCH = 10

logging.set_verbosity_error()
logging.disable_progress_bar()


class Reader:
    """Reads the part that all prompts share once, and keeps what attention needs of it."""

    def __init__(self, words: tuple[str, str]) -> None:
        folder = resolve("/assets/smollm2")
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
        rows = model.get_output_embeddings().weight
        (praise,), (blame,) = (self.tokenizer.encode(word) for word in words)
        self.body, self.direction = model.model, (rows[praise] - rows[blame]).detach()

    @torch.inference_mode()
    def log_odds(self, head: str, tails: list[str]) -> list[float]:
        """One number for each prompt head + tail: log p(praise word) - log p(blame word)."""
        ids = [self.tokenizer.encode(tail) for tail in tails]
        shared = None
        if head:
            shared = self.body(torch.tensor([self.tokenizer.encode(head)]), use_cache=True).past_key_values
        found = [0.0] * len(tails)
        order = sorted(range(len(tails)), key=lambda k: len(ids[k]))
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            for k, value in zip(part, self.batch([ids[k] for k in part], shared), strict=True):
                found[k] = value
        return found

    def batch(self, ids: list[list[int]], shared: DynamicCache | None) -> list[float]:
        """Padding stands to the right, where a causal model's last real token cannot see it."""
        padded = torch.zeros(len(ids), max(map(len, ids)), dtype=torch.long)
        for row, tokens in zip(padded, ids, strict=True):
            row[: len(tokens)] = torch.tensor(tokens)
        past = copy.deepcopy(shared)
        if past is not None:
            past.batch_repeat_interleave(len(ids))
        hidden = self.body(padded, past_key_values=past, use_cache=past is not None).last_hidden_state
        ends = hidden[torch.arange(len(ids)), torch.tensor([len(tokens) - 1 for tokens in ids])]
        odds: list[float] = (ends @ self.direction).tolist()
        return odds
