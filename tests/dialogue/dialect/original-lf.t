# original.t with lines that end in LF, as nc and shell scripts send them.
again: original
