"""The nbconvert exporters `summit-html` and `summit-pdf`: one executed notebook in, one file out."""
