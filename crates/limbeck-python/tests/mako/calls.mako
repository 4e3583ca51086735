<%def name="table(title)">
<table ${title}>
${caller.body()}
${caller.footer()}
</table>
</%def>
<%call expr="table('t')">
  the body ${message}
  <%def name="footer()">the footer</%def>
</%call>
<%def name="rows(items)">
% for item in items:
${caller.body(item=item)}
% endfor
</%def>
<%self:rows items="${[1, 2]}" args="item">
  row ${item}
</%self:rows>
<%def name="plain(a, b)">${a}${b}${"no caller" if not caller else ""}</%def>
<%self:plain a="x" b="y${str(1 + 1)}z"/>
