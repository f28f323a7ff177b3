% MALSAR on Octave: answers a line of JSON with a line of JSON. MALSAR is not ours: its folder is given.
%
%   {"data": folder, "sizes", "p"}        reads X.bin and Y.bin, doubles, the rows of one task after those of another
%   {"solver", "given", "options"}        one fit with these strengths; {"seconds", "iterations"} and W.bin, p x T
%   {"solver", "given", "knob"}           as many iterations as the knob says, from zero
%
% Least_SRMTL has its relations given: R = I - 11'/T, all tasks like their mean.
1;

function answer (reply)
  fprintf (stdout, "%s\n", jsonencode (reply));
  fflush (stdout);
end

function numbers = doubles (path)
  file = fopen (path);
  numbers = fread (file, Inf, "double");
  fclose (file);
end

sigterm_dumps_octave_core (false); % stopped, it leaves no file behind
addpath (genpath (argv (){1}));
while true
  try
    ask = jsondecode (input ("", "s")); % fgetl would wait for the line after
  catch
    break; % no more questions
  end
  if isfield (ask, "data")
    folder = ask.data;
    X = mat2cell (reshape (doubles ([folder "/X.bin"]), ask.p, [])', ask.sizes, ask.p)';
    Y = mat2cell (doubles ([folder "/Y.bin"]), ask.sizes, 1)';
    answer (struct ());
  else
    given = num2cell (ask.given (:)');
    if strcmp (ask.solver, "Least_SRMTL")
      T = numel (X);
      given = [{eye(T) - ones(T) / T}, given];
    end
    if isfield (ask, "knob")
      ask.options = struct ("maxIter", ask.knob, "tFlag", 3);
    end
    since = tic;
    [W, values] = feval (ask.solver, X, Y, given{:}, ask.options);
    seconds = toc (since);
    file = fopen ([folder "/W.bin"], "w");
    fwrite (file, W', "double");
    fclose (file);
    answer (struct ("seconds", seconds, "iterations", numel (values)));
  end
end
