a
b
${a b}
