<%page args="message, extra='default', *rest" expression_filter="trim"/>
${"  " + message + "  "}|
${extra}
${"  n  " | n}|
${sorted(pageargs)[:2]}
