"""
The sections of the reports. Each function takes a `Report`, asks its measures one question and returns an `Exhibit`.

Where the dataset or the chosen country and sector have nothing to say, the exhibit says so in one sentence.
"""
