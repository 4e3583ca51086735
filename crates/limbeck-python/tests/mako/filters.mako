<%!
def shout(text):
    return text.upper() + "!"

def pad(width):
    return lambda text: text.rjust(width)
%>
${"a b&c/é" | u}
${"<a href='x'>\"&" | h}
${"<a href='x'>\"&" | x}
${"é<" | entity}
${"  x  " | trim}|
${"x" | shout}
${"x" | pad(5)}
${5 | pad(4), shout}
${"x" | n}
${("a", "b") | comma,n}
${None | comma,n}|
${b"bytes" | n, decode.utf8}
${5 | str}
