from torch import nn


class EncoderLayer(nn.TransformerEncoderLayer):
    def __init__(self, d, h, d_ff, dropout=0.1, norm_first=False, act="relu"):
        super().__init__(d, h, d_ff, dropout, act, batch_first=True, norm_first=norm_first)

    def forward(self, x, pad_mask=None):
        return super().forward(x, src_key_padding_mask=pad_mask)


class TransformerEncoder(nn.Module):
    def __init__(self, vocab, d, h, d_ff, L, max_len, dropout=0.1, norm_first=False):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.layers = nn.ModuleList([EncoderLayer(d, h, d_ff, dropout, norm_first) for _ in range(L)])

    def forward(self, ids, pad_mask=None):
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, pad_mask)
        return x
