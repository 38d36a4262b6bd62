"""Question banks as other programs write them. Pure: bytes in, plain values out, and back."""
