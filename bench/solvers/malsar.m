% MALSAR on Octave for bench/run.ts: answers a line of JSON with a line of JSON. MALSAR is not ours: its folder is given.
%
%   {"data": folder, "sizes", "p"}              reads X.bin and Y.bin, doubles, the rows of one task after those of another
%   {"solver", "lambda", "knob"}                as many iterations as the knob says, from zero; {"seconds"} and W.bin, p x T
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
    options = struct ("maxIter", ask.knob, "tFlag", 3);
    since = tic;
    W = feval (ask.solver, X, Y, ask.lambda, options);
    seconds = toc (since);
    file = fopen ([folder "/W.bin"], "w");
    fwrite (file, W', "double");
    fclose (file);
    answer (struct ("seconds", seconds));
  end
end
