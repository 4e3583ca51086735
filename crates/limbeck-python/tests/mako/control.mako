% if message:
has message
% elif up_revision:
no message
% else:
nothing
% endif
  % for i in range(3):
  item ${i}
    % if i % 2:
      odd
    % else:
      even
    % endif
  % endfor
% while False:
never
% endwhile
% try:
${1 / 0}
% except ZeroDivisionError:
division
% endtry
% for x in []:
never
% else:
empty
% endfor
% if True: # a comment: here
yes
% endif
% if up_revision and \
    message:
continued
% endif
% if False:
% endif
% if True:
## only a comment
% endif
end
