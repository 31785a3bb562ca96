"""Small drawings for this task: boxes, arrows and words, as if by hand. Nothing is taken from the papers' figures."""

import io
import random
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

INK, PAPER = 30, 255


class Sketch:
    """A page to draw on; `shake` is how unsteady the hand is, in pixels."""

    def __init__(self, size=(1000, 700), shake=0.0, seed=0):
        self.image = Image.new("L", size, PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.random = random.Random(seed)
        self.shake = shake

    def stroke(self, start, end, width=3):
        steps = 12 if self.shake else 1
        points = []
        for step in range(steps + 1):
            part = step / steps
            wobble = self.shake if 0 < step < steps else 0
            points.append(
                tuple(a + (b - a) * part + self.random.uniform(-wobble, wobble) for a, b in zip(start, end, strict=True))
            )
        self.draw.line(points, fill=INK, width=width)

    def path(self, *points, head=True):
        for start, end in pairwise(points):
            self.stroke(start, end)
        if head:
            (x0, y0), (x, y) = points[-2], points[-1]
            length = max(1.0, ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5)
            ux, uy = (x - x0) / length, (y - y0) / length
            for side in (-1, 1):
                self.stroke((x, y), (x - 14 * ux + side * 8 * uy, y - 14 * uy - side * 8 * ux))

    def box(self, centre, text, size=(190, 56)):
        (x, y), (w, h) = centre, size
        corners = [(x - w / 2, y - h / 2), (x + w / 2, y - h / 2), (x + w / 2, y + h / 2), (x - w / 2, y + h / 2)]
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            self.stroke(start, end)
        self.words(centre, text)

    def words(self, centre, text, size=20):
        self.draw.text(centre, text, fill=INK, font=ImageFont.load_default(size), anchor="mm")

    def png(self):
        """Sixteen greys: a few kilobytes."""
        buffer = io.BytesIO()
        self.image.quantize(16).save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def column(sketch, x, top, gap, texts, size=(190, 56)):
    """Boxes from the bottom upwards, joined by arrows; their heights."""
    heights = [top + gap * index for index in range(len(texts))][::-1]
    for text, y in zip(texts, heights, strict=True):
        sketch.box((x, y), text, size)
    for low, high in pairwise(heights):
        sketch.path((x, low - size[1] / 2), (x, high + size[1] / 2))
    return heights


def stock_block():
    """The residual block as it is everywhere: a column of two layers, the shortcut at the right."""
    s = Sketch((900, 700))
    s.path((400, 40), (400, 160))
    s.box((400, 200), "weight layer", (260, 80))
    s.path((400, 240), (400, 380))
    s.words((470, 310), "relu")
    s.box((400, 420), "weight layer", (260, 80))
    s.path((400, 460), (400, 540))
    s.draw.ellipse((378, 540, 422, 584), outline=INK, width=3)
    s.words((400, 562), "+", 30)
    s.path((400, 90), (700, 90), (700, 562), (424, 562))
    s.words((760, 320), "x identity")
    s.path((400, 584), (400, 670))
    s.words((200, 320), "F(x)")
    s.words((220, 562), "F(x) + x")
    return s


def stock_transformer():
    """The two towers as they are everywhere: encoder at the left, the taller decoder at the right."""
    s = Sketch((800, 1100))
    column(s, 240, 420, 110, ["Input Embedding", "+ positions", "Multi-Head", "Add & Norm", "Feed Forward", "Add & Norm"])
    decoder = ["Output Embedding", "+ positions", "Masked M-H", "Add & Norm", "Multi-Head", "Add & Norm", "Feed Forward"]
    column(s, 560, 90, 96, [*decoder, "Add & Norm", "Linear", "Softmax"])
    s.path((240, 392), (240, 350), (400, 350), (400, 570), (465, 570))
    for x, y in ((110, 460), (110, 680), (690, 380), (690, 570), (690, 760)):
        s.stroke((x, y), (x, y + 120))
    s.words((90, 640), "Nx")
    s.words((720, 640), "Nx")
    return s


def stock_bert():
    """BERT as it is everywhere: a row of tokens below, a wide box, a row of outputs above."""
    s = Sketch((1100, 620))
    names = ["[CLS]", "Tok 1", "...", "Tok N", "[SEP]", "Tok 1", "...", "Tok M"]
    s.box((550, 300), "BERT", (980, 110))
    for index, name in enumerate(names):
        x = 120 + index * 122
        s.box((x, 560), name, (96, 50))
        s.path((x, 535), (x, 480))
        s.box((x, 450), "E", (96, 50))
        s.path((x, 425), (x, 356))
        s.path((x, 244), (x, 180))
        s.box((x, 150), "T", (96, 50))
    s.box((120, 50), "NSP", (120, 50))
    s.box((480, 50), "Mask LM", (300, 50))
    s.path((120, 125), (120, 76))
    s.path((480, 125), (480, 76))
    return s


def own_resnet(shake=2.0, seed=1):
    """A stage lying on its side, shapes at every arrow."""
    s = Sketch((1100, 640), shake, seed)
    places = [130, 340, 550, 760, 970]
    for x, text in zip(places, ["conv 3x3 /2", "BN + ReLU", "conv 3x3", "BN", "+ , ReLU"], strict=True):
        s.box((x, 230), text, (150, 90))
    for a, b in pairwise(places):
        s.path((a + 75, 230), (b - 75, 230))
    for x, text in zip([235, 445, 655, 865], ["[B,128,28,28]"] * 4, strict=True):
        s.words((x, 150), text, 15)
    s.path((20, 230), (55, 230))
    s.words((70, 130), "x [B,64,56,56]", 17)
    s.path((35, 230), (35, 470), (430, 470))
    s.box((550, 470), "1x1 conv /2, BN", (240, 70))
    s.path((670, 470), (970, 470), (970, 275))
    s.words((820, 510), "[B,128,28,28]", 17)
    s.words((550, 590), "stage 2, first block: 64 -> 128 channels, 56 -> 28", 20)
    return s


def own_transformer(shake=2.0, seed=2):
    """One decoder layer from the left to the right, the encoder as one box below."""
    s = Sketch((1200, 640), shake, seed)
    for x, text in ((150, "masked MHA"), (420, "add, norm"), (690, "cross MHA"), (960, "add, norm")):
        s.box((x, 170), text, (170, 80))
    for a, b in ((150, 420), (420, 690), (690, 960)):
        s.path((a + 85, 170), (b - 85, 170))
        s.words(((a + b) / 2, 110), "[B,T,512]", 17)
    s.path((30, 170), (65, 170))
    s.path((45, 170), (45, 60), (420, 60), (420, 130))
    s.box((960, 420), "FFN 512-2048-512", (220, 80))
    s.path((960, 210), (960, 380))
    s.box((690, 420), "add, norm", (150, 80))
    s.path((850, 420), (765, 420))
    s.box((250, 480), "encoder x6  [B,S,512]", (330, 130))
    s.path((415, 480), (500, 480), (500, 260), (660, 260), (660, 210))
    s.words((580, 290), "K, V [B,8,S,64]", 17)
    s.words((800, 250), "Q [B,8,T,64]", 17)
    s.path((690, 460), (690, 560))
    s.words((690, 590), "x6, then Linear -> [B,T,V]", 19)
    return s


def own_bert(shake=2.0, seed=3):
    """Three tables on the left, the encoder in the middle, both heads on the right."""
    s = Sketch((1150, 660), shake, seed)
    for y, text in ((110, "word [30522,768]"), (290, "position [512,768]"), (470, "segment [2,768]")):
        s.box((160, y), text, (250, 90))
        s.path((285, y), (400, 290))
    s.words((420, 230), "sum, LN", 18)
    s.words((430, 330), "[B,T,768]", 17)
    s.box((620, 290), "12 layers, 12 heads", (240, 240))
    s.path((450, 290), (500, 290))
    s.box((960, 130), "MLM  [M,30522]", (230, 90))
    s.box((960, 440), "pooler, NSP [B,2]", (240, 90))
    s.path((740, 230), (845, 150))
    s.path((740, 350), (840, 430))
    s.words((800, 120), "15%", 18)
    s.words((790, 440), "[CLS]", 18)
    s.words((480, 600), "[CLS] first [SEP] second [SEP]", 22)
    return s


STOCK = {"residual-block": stock_block, "two-towers": stock_transformer, "token-row": stock_bert}
OWN = {"resnet": own_resnet, "transformer": own_transformer, "bert": own_bert}
