<%def name="column(name, type='int', *rest, null=False, **more)">
- ${name}: ${type}${" null" if null else ""}${rest}${more}
</%def>
<%def name="shouted()" filter="trim, upper">
   shouted ${message}
</%def>
<%! upper = str.upper %>
<%def name="buffered()" buffered="True">buffered</%def>
${column("id")}
${column("x", "str", 1, null=True, a=2)}
${shouted()}|
${buffered()}|${buffered() + "!"}
${capture(column, "captured").strip()}
${self.column("self")} ${local.buffered()}
<%
    visible = "seen"
%>
<%def name="sees()">${visible}</%def>
${sees()}
<%def name="outer()">
  <%def name="inner(x)">inner ${x}</%def>
  ${inner(1)} ${inner(2)}
</%def>
${outer()}
