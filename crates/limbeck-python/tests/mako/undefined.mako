[${imports if imports else "falsy"}]
% if missing is UNDEFINED:
undefined
% endif
${context.get("missing", "default")}
${"message" in context.keys()} ${context["up_revision"]} ${sorted(context.kwargs)[:3]}
<% context.write("written\n") %>
${str(len("abc"))}
<% return STOP_RENDERING %>
never
