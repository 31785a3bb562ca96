"""What a learner reads, in both languages, in one table. `say` fills in; a value may itself be a {"zh", "en"}."""

from typing import Any

from workers.spec import Text

TABLE: dict[str, Text] = {
    "shape": {"zh": "{what}：形状应为 {want}，得到 {got}。", "en": "{what}: expected shape {want}, got {got}."},
    "type": {"zh": "{what}：应为{want}，得到 {got}。", "en": "{what}: expected {want}, got {got}."},
    "not_finite": {
        "zh": "{what}：位置 {where} 是 {got}，应为有限数。",
        "en": "{what}: {got} at {where}, expected finite numbers.",
    },
    "close": {
        "zh": "{what}：最大误差 {error}（允许 {allowed}），在位置 {where}：应为 {want}，得到 {got}。",
        "en": "{what}: the largest error is {error} (allowed {allowed}) at {where}: expected {want}, got {got}.",
    },
    "equal": {"zh": "{what}：应为 {want}，得到 {got}。", "en": "{what}: expected {want}, got {got}."},
    "keys": {"zh": "{what}：键应为 {want}，得到 {got}。", "en": "{what}: expected the keys {want}, got {got}."},
    "length": {"zh": "{what}：应有 {want} 个元素，得到 {got} 个。", "en": "{what}: expected {want} items, got {got}."},
    "dtype": {"zh": "{what}：dtype 应为 {want}，得到 {got}。", "en": "{what}: expected dtype {want}, got {got}."},
    "at_least": {"zh": "{what}：{got}，至少应为 {want}。", "en": "{what}: {got}, should be at least {want}."},
    "at_most": {"zh": "{what}：{got}，至多应为 {want}。", "en": "{what}: {got}, should be at most {want}."},
    "no_raise": {"zh": "{what}：应抛出 {want}，但没有抛出异常。", "en": "{what}: should raise {want}, but nothing was raised."},
    "wrong_raise": {"zh": "{what}：应抛出 {want}，却抛出了 {got}。", "en": "{what}: should raise {want}, but raised {got}."},
    "cause": {"zh": "可能的原因：{text}", "en": "A likely cause: {text}"},
    "anchor": {"zh": "[复习这一节](lesson:{anchor})", "en": "[Review this section](lesson:{anchor})"},
    "exception": {"zh": "你的代码抛出了异常。\n{traceback}", "en": "Your code raised an exception.\n{traceback}"},
    "exit": {"zh": "你的代码结束了进程：{message}。", "en": "Your code ended its process: {message}."},
    "unsupported": {"zh": "返回了无法传递的值：{message}。", "en": "It returned a value that cannot be passed on: {message}."},
    "forbidden": {
        "zh": "调用了本任务禁用的函数。\n{traceback}",
        "en": "It called a function that this task forbids.\n{traceback}",
    },
    "protocol": {
        "zh": "你的进程在协议之外写了数据（描述符 3），这次调用作废。",
        "en": "Your process wrote outside the protocol (descriptor 3); this call does not count.",
    },
    "timeout": {
        "zh": "超时：进程用完了 {cpu_s} 秒的 CPU 时间（或在等待中停住了）。先找最慢的循环。",
        "en": "Out of time: the process used up its {cpu_s} s of CPU time (or stood still). Look for the slowest loop first.",
    },
    "memory": {
        "zh": "内存不足：上限 {memory_mib} MiB。看看有没有不必要的大数组或一直增长的列表。",
        "en": "Out of memory: the limit is {memory_mib} MiB. Look for a large array too many, or a list that keeps growing.",
    },
    "gpu_memory": {"zh": "显存不足。试试更小的批量。", "en": "Out of GPU memory. Try a smaller batch."},
    "output_limit": {
        "zh": "输出太多，进程被停止。去掉循环里的 print。",
        "en": "Too much output, the process was stopped. Remove prints from loops.",
    },
    "odd_value": {
        "zh": "测试读不懂你的返回值（{error}）。请对照题目里的签名、形状和类型。",
        "en": "The test could not make sense of what was returned ({error}). Compare with the signature, shapes and types.",
    },
    "needs": {"zh": "先要通过：{needs}。", "en": "Needs to pass first: {needs}."},
    "not_run": {"zh": "没有运行：进程已两次被停止。", "en": "Not run: the process had been stopped twice."},
    "not_loaded": {"zh": "没有运行：代码无法导入。", "en": "Not run: the code could not be imported."},
    "not_applicable": {"zh": "本任务没有这项检查。", "en": "This task has no such check."},
    "missing": {"zh": "solution.py 里缺少：{names}。", "en": "solution.py lacks: {names}."},
    "no_entry": {"zh": "文件夹里没有 {name}。", "en": "There is no {name} in the folder."},
    "mutated": {
        "zh": "{what} 改动了它的参数：{names}。请在副本上计算。",
        "en": "{what} changed its arguments: {names}. Work on a copy.",
    },
    "banned": {
        "zh": "第 {line} 行用了本任务禁用的 {target}。{why}",
        "en": "Line {line} uses {target}, which this task forbids. {why}",
    },
    "banned_call": {
        "zh": "运行时用了本任务禁用的 {target}。{why}",
        "en": "While running it used {target}, which this task forbids. {why}",
    },
    "not_allowed": {
        "zh": "第 {line} 行导入了 {target}，本任务只允许：{names}。",
        "en": "Line {line} imports {target}; allowed are only: {names}.",
    },
    "not_allowed_call": {
        "zh": "运行时导入了 {target}，本任务只允许：{names}。",
        "en": "While running it imported {target}; this task allows only: {names}.",
    },
    "rows": {
        "zh": "{what}：同一行单独预测和混在别的行里预测，结果不同（{count} 行中有 {bad} 行）。预测不能用到同一批的其他行。",
        "en": "{what}: a row predicted alone and among others differs ({bad} of {count} rows). Do not use the rest of the batch.",
    },
    "artifact": {
        "zh": "`out` 里的文件 {path} 不能接受：{reason}。",
        "en": "The file {path} in `out` cannot be accepted: {reason}.",
    },
    "unreadable": {"zh": "读不了 {path}：{reason}。{detail}", "en": "{path} cannot be read: {reason}. {detail}"},
    "onnx": {"zh": "ONNX 文件 {path}：{reason}", "en": "The ONNX file {path}: {reason}"},
    "onnx_run": {"zh": "运行 {path} 时出错：{message}", "en": "{path} failed while running: {message}"},
    "section": {"zh": "{path}：没有标题为“{names}”的小节。", "en": "{path}: there is no section headed “{names}”."},
    "section_short": {
        "zh": "{path}：“{names}”这一节只有 {got}，至少要 {want}。",
        "en": "{path}: the section “{names}” has {got}; at least {want} are needed.",
    },
    "too_short": {"zh": "{path}：有 {got}，至少要 {want}。", "en": "{path}: {got}; at least {want} are needed."},
    "too_long": {"zh": "{path}：有 {got}，至多 {want}。", "en": "{path}: {got}; at most {want} are allowed."},
    "picture_small": {
        "zh": "{path}：图片是 {got} 像素，较长的一边至少要 {want} 像素。",
        "en": "{path}: the picture is {got} pixels; its longer side needs at least {want}.",
    },
    "picture_blank": {"zh": "{path}：图片几乎是空白的。", "en": "{path}: the picture is all but blank."},
    "picture_known": {
        "zh": "{path}：图片与一张已有的图几乎相同。请自己重画。如果确实是自己画的，可以请导师复核。",
        "en": "{path}: the picture is nearly the same as a published one. Draw it yourself. If you did, ask your mentor to look.",
    },
    "overlap": {
        "zh": "{path}：{share} 的文字与“{source}”逐字相同（允许 {allowed}）。请用自己的话写，引文放进引用块。",
        "en": "{path}: {share} of the text is word for word that of “{source}” (allowed {allowed}). Use your own words.",
    },
    "two_runs": {
        "zh": "{what}：同一种子在两个进程里的结果不同。{detail}",
        "en": "{what}: the same seed gave different results in two processes. {detail}",
    },
}

REASONS: dict[str, Text] = {
    "extension": {"zh": "不接受这种文件", "en": "files of this kind are not accepted"},
    "pickle": {
        "zh": "pickle 一类的文件里可能带有程序，从不打开；请存成 safetensors",
        "en": "pickles and their like can hold a program and are never opened; save as safetensors",
    },
    "empty": {"zh": "文件是空的", "en": "the file is empty"},
    "binary": {"zh": "它不是文本文件", "en": "it is not a text file"},
    "encoding": {"zh": "编码不是 UTF-8", "en": "it is not encoded in UTF-8"},
    "not_a": {"zh": "内容与扩展名不符", "en": "its content is not what its name says"},
    "encrypted": {"zh": "文件加了密", "en": "it is encrypted"},
    "broken": {"zh": "文件已损坏", "en": "it is damaged"},
    "bomb": {"zh": "解压后太大", "en": "it unpacks to too much"},
    "pages": {"zh": "页数太多", "en": "it has too many pages"},
    "picture": {"zh": "图片无法解码（只接受 PNG 和 JPEG）", "en": "the picture cannot be decoded (PNG and JPEG are accepted)"},
    "pixels": {"zh": "像素太多", "en": "it has too many pixels"},
    "timeout": {"zh": "在时间限制内没有读完", "en": "it could not be read within the time limit"},
    "memory": {"zh": "读它所需的内存超过上限", "en": "reading it takes more memory than is allowed"},
    "protocol": {"zh": "读取程序没有正常结束", "en": "the program that reads it did not end well"},
    "undeclared": {"zh": "题目没有列出它", "en": "the task does not name it"},
    "large": {"zh": "太大", "en": "it is too large"},
    "header": {"zh": "文件头不正确", "en": "its header is not right"},
}

KINDS: dict[str, Text] = {
    "array": {"zh": "NumPy 数组", "en": "a NumPy array"},
    "torch": {"zh": "torch 张量", "en": "a torch tensor"},
    "number": {"zh": "一个数", "en": "a number"},
    "float": {"zh": "float", "en": "a float"},
    "int": {"zh": "int", "en": "an int"},
    "bool": {"zh": "bool", "en": "a bool"},
    "str": {"zh": "str", "en": "a str"},
    "list": {"zh": "list", "en": "a list"},
    "tuple": {"zh": "tuple", "en": "a tuple"},
    "dict": {"zh": "dict", "en": "a dict"},
    "none": {"zh": "None", "en": "None"},
    "frame": {"zh": "DataFrame", "en": "a DataFrame"},
    "figure": {"zh": "Matplotlib Figure", "en": "a Matplotlib Figure"},
}


def say(key: str, **values: Any) -> Text:
    """Fills a row of the table. A {"zh", "en"} among the values goes into its own language."""
    return {lang: TABLE[key][lang].format(**{name: _in(value, lang) for name, value in values.items()}) for lang in ("zh", "en")}


def both(text: "str | Text") -> Text:
    return {"zh": text, "en": text} if isinstance(text, str) else text


def _in(value: Any, lang: str) -> Any:
    return value[lang] if isinstance(value, dict) and set(value) == {"zh", "en"} else value


def joined(*parts: Text | None, separator: str = "\n") -> Text:
    return {lang: separator.join(part[lang] for part in parts if part) for lang in ("zh", "en")}
