import sys

# jsonschema's check of one format, which no notebook has, takes two seconds to load in each process.
sys.modules.setdefault("rfc3987_syntax", None)
