"""Whether a picture is a drawing: lines on a page, on a screen or on paper in front of a camera. By statistics alone, so a grey
photograph with large even parts passes; a mentor sees it."""

from workers.judge.documents.document import Picture
from workers.spec import Text

FEWEST_LINES = 0.004  # a single box drawn on 900 × 600 pixels has 0.010, a blank page and a gradient 0
LEAST_EVEN = 0.40  # noise has 0.33, a page full of print 0.45, squared paper 0.8, drawings more
PHOTO_COLOURS, PHOTO_EVEN = 300, 0.93  # photographs have 500 colours of 4,096 and 0.6 to 0.9; drawings below 60 colours, or 0.93


def undrawn(picture: Picture) -> Text | None:
    """Why the picture is no drawing; None where it may be one."""
    if picture.lines < FEWEST_LINES:
        return {
            "zh": "图上几乎没有线条。请画出框、箭头与形状。",
            "en": "there are hardly any lines in it. Draw boxes, arrows and shapes.",
        }
    if picture.even < LEAST_EVEN:
        return {
            "zh": "图上没有空白的纸面，像是噪点或花纹。",
            "en": "there is no even page between its lines: it looks like noise or a texture.",
        }
    if picture.colours > PHOTO_COLOURS and picture.even < PHOTO_EVEN:
        return {
            "zh": "它像一张景物照片，不像结构图。拍纸上的图时，请让纸占满画面。",
            "en": "it looks like a photograph of something else. When you photograph a drawing, let the paper fill the picture.",
        }
    return None
