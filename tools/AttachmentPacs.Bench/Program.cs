Console.Error.WriteLine("Nothing is measured yet.");
return 1;
