% MALSAR's CMTL and SRMTL on Octave for bench/relation-fits.ts: answers a line of JSON with a line of JSON. MALSAR is not ours: its folder is given.
%
%   {"data": folder, "sizes", "p"}              reads X.bin and Y.bin, doubles, the rows of one task after those of another
%   {"fit": "CMTL", "given": [rho1, rho2, k]}   2000 iterations from zero; {"seconds", "iterations"} and W.bin, p x T
%   {"fit": "SRMTL", "given": [rho1, rho2]}     with R = I − 11'/T, as MALSAR stops it: tFlag 1, tol 1e-4, at most 1000 iterations
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
    ask = jsondecode (input ("", "s"));
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
    T = numel (X);
    since = tic;
    if strcmp (ask.fit, "CMTL")
      [W, values] = Least_CMTL (X, Y, given{:}, struct ("init", 2, "maxIter", 2000, "tFlag", 3));
    else
      [W, values] = Least_SRMTL (X, Y, eye (T) - ones (T) / T, given{:}, struct ("maxIter", 1000, "tFlag", 1, "tol", 1e-4));
    end
    seconds = toc (since);
    file = fopen ([folder "/W.bin"], "w");
    fwrite (file, W', "double");
    fclose (file);
    answer (struct ("seconds", seconds, "iterations", numel (values)));
  end
end
