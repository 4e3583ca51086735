<%def name='f'></%def>
