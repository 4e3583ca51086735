windows ${message}
% if True:
yes
% endif
<%
    a = 1
    b = """x
y"""
%>\
${a}
