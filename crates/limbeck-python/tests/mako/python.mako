<%
    x = 1
    if x:
        y = """
  text
    kept
"""
    else:
        y = ''
    z = [n * 2 for n in range(3)]  # a comment with ' and %
%>
${x} ${y}${z}
<% a = 'b %' %>${a}
<%
# only a comment
%>
<%! GREETING = "hello"
def greet(name):
    return GREETING + " " + name
%>
${greet("you")} ${GREETING}
${{"a": {"b": 1}}["a"]["b"]} ${"}"} ${'|'} ${"a" + \
"b"}
${(
   1 +
   2
)}
${[i for i in range(3)]}
${ '''x}y''' }
