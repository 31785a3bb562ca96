def run(config, seed, report, figure):
    value = 1.0
    for step in range(config["steps"]):
        value *= config["rate"]
        report(step, value=value)
    figure("curve", {"data": [{"type": "scatter", "y": [value]}], "layout": {}})
    return {"final": value}
